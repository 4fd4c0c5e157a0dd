#include "dialects/json_object.h"

#include <cstddef>

#include <Poco/Exception.h>
#include <Poco/JSON/Handler.h>
#include <Poco/JSON/Parser.h>

namespace fanfare::dialects {
namespace {

constexpr std::size_t kMaxDepth = 4;

// Collects the members of the outermost object. Poco's own handler would let a doubled name pass.
class Collector final : public Poco::JSON::Handler {
 public:
  bool isObject() const { return isObject_; }
  JsonObject take() { return std::move(members_); }

  void reset() override {}
  void startObject() override {
    if (depth_ == 0) isObject_ = true;
    put(OtherJson{});
    ++depth_;
  }
  void endObject() override { --depth_; }
  void startArray() override {
    if (depth_ == 1) {
      put(std::vector<std::string>());
    } else {
      put(OtherJson{});
    }
    ++depth_;
  }
  void endArray() override { --depth_; }
  void key(const std::string& name) override {
    if (depth_ == 1) members_.emplace_back(name, OtherJson{});
  }

  void null() override { put(OtherJson{}); }
  void value(int /*value*/) override { put(OtherJson{}); }
  void value(unsigned /*value*/) override { put(OtherJson{}); }
  void value(Poco::Int64 /*value*/) override { put(OtherJson{}); }
  void value(Poco::UInt64 /*value*/) override { put(OtherJson{}); }
  void value(double /*value*/) override { put(OtherJson{}); }
  void value(bool /*value*/) override { put(OtherJson{}); }
  void value(const std::string& text) override { put(text); }

 private:
  // A value right in the object is its member; one in an array of the object belongs to it; what
  // lies deeper makes the array something else.
  void put(JsonMember value) {
    if (!isObject_ || depth_ == 0 || members_.empty()) return;
    JsonMember& member = members_.back().second;
    if (depth_ == 1) {
      member = std::move(value);
      return;
    }
    auto* array = std::get_if<std::vector<std::string>>(&member);
    auto* text = std::get_if<std::string>(&value);
    if (array && text && depth_ == 2) {
      array->push_back(std::move(*text));
    } else {
      member = OtherJson{};
    }
  }

  JsonObject members_;
  std::size_t depth_ = 0;
  bool isObject_ = false;
};

}  // namespace

Result<JsonObject> parseJsonObject(const std::string& text) {
  Poco::SharedPtr<Collector> collector(new Collector);
  Poco::JSON::Parser parser(collector);
  parser.setDepth(kMaxDepth);
  try {
    parser.parse(text);
  } catch (const Poco::Exception&) {
    return Error{ErrorCode::kInvalidArgument, "not JSON, or nested too deep"};
  }
  if (!collector->isObject()) return Error{ErrorCode::kInvalidArgument, "not a JSON object"};
  return collector->take();
}

}  // namespace fanfare::dialects
