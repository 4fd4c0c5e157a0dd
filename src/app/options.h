// From the settings to what each part of the server wants to know.

#ifndef FANFARE_APP_OPTIONS_H_
#define FANFARE_APP_OPTIONS_H_

#include <memory>

#include "fanfare/result.h"

#include "app/config/config.h"
#include "app/local_node.h"
#include "brokers/redis_broker.h"
#include "core/facility_rules.h"
#include "core/places.h"
#include "http/front.h"
#include "http/origin.h"
#include "sessions/make_resolver.h"
#include "tls/credentials.h"

namespace fanfare::app {

// The facility of the demo, which has a policy and a resolver of its own.
constexpr const char* kDemoFacility = "demo";

// These fail with kInvalidArgument, naming the setting.
Result<http::OriginRules> originRulesOf(const Config& config);
Result<core::FacilityRules> facilityRulesOf(const Config& config);

http::FrontOptions frontOptionsOf(const Config& config);
std::size_t subscriptionsOf(const Config& config);  // of one connection at most
std::size_t waitingForRedis(const Config& config);  // threads at most: some are left for the rest
core::Places::Bounds placesOf(const Config& config);
// Null without server.tls.certificate.
Result<std::unique_ptr<tls::Credentials>> credentialsOf(const Config& config);

NodeOptions nodeOptionsOf(const Config& config);
brokers::RedisBrokerOptions redisOptionsOf(const Config& config);
sessions::ResolverOptions resolverOptionsOf(const Config& config);

}  // namespace fanfare::app

#endif  // FANFARE_APP_OPTIONS_H_
