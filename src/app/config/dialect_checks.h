#ifndef FANFARE_APP_CONFIG_DIALECT_CHECKS_H_
#define FANFARE_APP_CONFIG_DIALECT_CHECKS_H_

#include "app/config/load.h"
#include "core/facility_rules.h"

namespace fanfare::app {

// Adds what does not go together among the settings of dialects that are switched on, and that
// there is no way in at all.
void checkDialects(const core::FacilityRules& facilities, LoadedConfig& loaded);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_DIALECT_CHECKS_H_
