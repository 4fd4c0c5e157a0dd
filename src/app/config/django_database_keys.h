#ifndef FANFARE_APP_CONFIG_DJANGO_DATABASE_KEYS_H_
#define FANFARE_APP_CONFIG_DJANGO_DATABASE_KEYS_H_

#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// Appends the keys identity.django.db.*.
void addDjangoDatabase(std::vector<Key>& table);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_DJANGO_DATABASE_KEYS_H_
