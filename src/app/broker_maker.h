#ifndef FANFARE_APP_BROKER_MAKER_H_
#define FANFARE_APP_BROKER_MAKER_H_

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "app/broker_thread.h"
#include "app/config/config.h"
#include "model/log.h"

namespace fanfare::app {

// What makes the broker that the settings name. Fails with kInvalidArgument, naming the setting,
// where a plug-in has none. `clock` and `log` outlive the broker.
Result<BrokerThread::MakeBroker> brokerMakerOf(const Config& config, const Clock& clock, Log& log);

}  // namespace fanfare::app

#endif  // FANFARE_APP_BROKER_MAKER_H_
