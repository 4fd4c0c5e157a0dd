#ifndef FANFARE_PUBLISHER_ADDRESSING_H_
#define FANFARE_PUBLISHER_ADDRESSING_H_

#include <optional>
#include <string_view>

#include "fanfare/publisher/audiences.h"
#include "fanfare/publisher/transport.h"

namespace fanfare::publisher {

Error invalid(std::string_view why);

// The channels of `audiences`, in their order and each once. Fails with kInvalidArgument, naming
// the field.
Result<Addressees> addresseesOf(std::string_view facility, const Audiences& audiences,
                                const std::optional<Reader>& request, Colons colons);

// Where a message for `reader` may be kept. Fails with kInvalidArgument.
Result<Lookup> lookupOf(std::string_view facility, const Reader& reader,
                        std::optional<AudienceKind> audience, Colons colons);

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_ADDRESSING_H_
