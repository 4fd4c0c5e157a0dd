// A pickle is a program for a machine with a stack and a memo: an opcode of one byte, with what
// belongs to it behind, is an operation. The opcodes are described in Python's pickletools. Those
// that are in none of the tables here could make anything of any class, and end the reading.

#include "foreign/pickle.h"

#include <array>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "foreign/pickle_heap.h"
#include "foreign/pickle_scalars.h"

namespace fanfare::foreign {
namespace {

using Kind = PickleHeap::Kind;

constexpr char kMalformed[] = "it is malformed";
constexpr char kTooMuch[] = "it holds too much";
constexpr char kNotPlain[] = "it holds more than plain data";

class Machine;
using Operation = void (*)(Machine&);
using Operations = std::array<Operation, 256>;  // by opcode; null: ends the reading

class Machine {
 public:
  Machine(std::string_view bytes, const PickleBounds& bounds) : in_(bytes), bounds_(bounds) {}

  Result<Value> run(const Operations& operations, PickleHeap::Fidelity fidelity);

  PickleBytes& in() { return in_; }
  void fail(const char* why) {
    if (!error_) error_ = why;
  }

  void push(std::optional<Value> value) {
    if (!value) return fail(kMalformed);
    pushId(heap_.addPlain(*std::move(value)));
  }
  void pushNull() { push(Value()); }
  void pushHolding(Kind kind, std::size_t count);
  void pushMarked(Kind kind);

  void mark() { marks_.push_back(stack_.size()); }
  void pop();
  void popMarked() { (void)takeMarked(); }
  void duplicate();

  void appendOne(Kind kind, std::size_t count) { appendTo(kind, take(count)); }
  void appendMarked(Kind kind) { appendTo(kind, takeMarked()); }

  void remember(std::optional<std::uint64_t> place);
  void rememberNext() { remember(memo_.size()); }
  void recall(std::optional<std::uint64_t> place);

  void findClass(std::string_view module, std::string_view name);
  void findClassOnStack();
  void call();

 private:
  using Ids = PickleHeap::Ids;

  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  void pushId(PickleHeap::Id id);
  Ids take(std::size_t count);
  Ids takeMarked();
  void appendTo(Kind kind, const Ids& items);

  PickleBytes in_;
  const PickleBounds& bounds_;
  PickleHeap heap_;
  Ids stack_;
  std::vector<std::size_t> marks_;  // heights of the stack, rising
  std::unordered_map<std::uint64_t, PickleHeap::Id> memo_;
  const char* error_ = nullptr;
};

template <std::size_t kSize>
void pushBytes(Machine& m, std::optional<Value> (*read)(std::string_view)) {
  const auto size = m.in().number(kSize);
  const auto bytes = size ? m.in().take(*size) : std::nullopt;
  bytes ? m.push(read(*bytes)) : m.fail(kMalformed);
}

void pushLine(Machine& m, std::optional<Value> (*read)(std::string_view)) {
  const auto line = m.in().line();
  line ? m.push(read(*line)) : m.fail(kMalformed);
}

std::optional<Value> opaque(std::string_view) { return Value(); }
std::optional<Value> text2(std::string_view bytes) { return textOrNull(bytes); }
std::optional<Value> integer(std::string_view bytes) { return littleEndianInteger(bytes); }

std::optional<Value> integerOrBoolean(std::string_view line) {
  if (line == "00" || line == "01") return Value::ofBoolean(line == "01");
  return decimalInteger(line);
}

template <std::size_t kSize>
void pushUnsigned(Machine& m) {
  const auto number = m.in().number(kSize);
  number ? m.push(Value::ofNumber(std::to_string(*number))) : m.fail(kMalformed);
}

template <std::size_t kSize, std::optional<Value> (*kRead)(std::string_view)>
void pushFixed(Machine& m) {
  const auto bytes = m.in().take(kSize);
  bytes ? m.push(kRead(*bytes)) : m.fail(kMalformed);
}

std::optional<std::uint64_t> placeInLine(Machine& m) {
  const auto line = m.in().line();
  const auto number = line ? decimalInteger(*line) : std::nullopt;
  const auto digits = number ? number->asName() : std::nullopt;
  return digits ? std::optional<std::uint64_t>(std::stoull(*digits)) : std::nullopt;
}

void addScalars(Operations& o) {
  o['N'] = [](Machine& m) { m.pushNull(); };
  o[0x88] = [](Machine& m) { m.push(Value::ofBoolean(true)); };
  o[0x89] = [](Machine& m) { m.push(Value::ofBoolean(false)); };
  o['I'] = [](Machine& m) { pushLine(m, integerOrBoolean); };
  o['J'] = pushFixed<4, integer>;
  o['K'] = pushUnsigned<1>;
  o['M'] = pushUnsigned<2>;
  o['L'] = [](Machine& m) { pushLine(m, decimalInteger); };
  o[0x8a] = [](Machine& m) { pushBytes<1>(m, integer); };
  o[0x8b] = [](Machine& m) { pushBytes<4>(m, integer); };
  o['F'] = [](Machine& m) { pushLine(m, decimalFloat); };
  o['G'] = pushFixed<8, binaryFloat>;
}

void addTexts(Operations& o) {
  o['S'] = [](Machine& m) { pushLine(m, quotedText); };
  o['T'] = [](Machine& m) { pushBytes<4>(m, text2); };
  o['U'] = [](Machine& m) { pushBytes<1>(m, text2); };
  o['V'] = [](Machine& m) { pushLine(m, escapedText); };
  o['X'] = [](Machine& m) { pushBytes<4>(m, utf8Text); };
  o[0x8c] = [](Machine& m) { pushBytes<1>(m, utf8Text); };
  o[0x8d] = [](Machine& m) { pushBytes<8>(m, utf8Text); };
  o['B'] = [](Machine& m) { pushBytes<4>(m, opaque); };
  o['C'] = [](Machine& m) { pushBytes<1>(m, opaque); };
  o[0x8e] = [](Machine& m) { pushBytes<8>(m, opaque); };
  o[0x96] = [](Machine& m) { pushBytes<8>(m, opaque); };
}

void addHolders(Operations& o) {
  o[']'] = [](Machine& m) { m.pushHolding(Kind::kList, 0); };
  o['l'] = [](Machine& m) { m.pushMarked(Kind::kList); };
  o['a'] = [](Machine& m) { m.appendOne(Kind::kList, 1); };
  o['e'] = [](Machine& m) { m.appendMarked(Kind::kList); };
  o[')'] = [](Machine& m) { m.pushHolding(Kind::kTuple, 0); };
  o['t'] = [](Machine& m) { m.pushMarked(Kind::kTuple); };
  o[0x85] = [](Machine& m) { m.pushHolding(Kind::kTuple, 1); };
  o[0x86] = [](Machine& m) { m.pushHolding(Kind::kTuple, 2); };
  o[0x87] = [](Machine& m) { m.pushHolding(Kind::kTuple, 3); };
  o['}'] = [](Machine& m) { m.pushHolding(Kind::kDict, 0); };
  o['d'] = [](Machine& m) { m.pushMarked(Kind::kDict); };
  o['s'] = [](Machine& m) { m.appendOne(Kind::kDict, 2); };
  o['u'] = [](Machine& m) { m.appendMarked(Kind::kDict); };
  o[0x8f] = [](Machine& m) { m.pushHolding(Kind::kSet, 0); };
  o[0x90] = [](Machine& m) { m.appendMarked(Kind::kSet); };
  o[0x91] = [](Machine& m) { m.pushMarked(Kind::kFrozenSet); };
}

void addStackAndMemo(Operations& o) {
  o['('] = [](Machine& m) { m.mark(); };
  o['0'] = [](Machine& m) { m.pop(); };
  o['1'] = [](Machine& m) { m.popMarked(); };
  o['2'] = [](Machine& m) { m.duplicate(); };
  o['p'] = [](Machine& m) { m.remember(placeInLine(m)); };
  o['q'] = [](Machine& m) { m.remember(m.in().number(1)); };
  o['r'] = [](Machine& m) { m.remember(m.in().number(4)); };
  o[0x94] = [](Machine& m) { m.rememberNext(); };
  o['g'] = [](Machine& m) { m.recall(placeInLine(m)); };
  o['h'] = [](Machine& m) { m.recall(m.in().number(1)); };
  o['j'] = [](Machine& m) { m.recall(m.in().number(4)); };
}

// What may be called, and without being called: Python's times, and what the protocols 0 to 3 write
// for a set and, up to 2, for bytes.
std::optional<Kind> classOf(std::string_view module, std::string_view name) {
  if (module == "datetime" || module == "pytz") return Kind::kOpaqueClass;
  if (module == "_codecs" && name == "encode") return Kind::kOpaqueClass;
  if (module != "builtins" && module != "__builtin__") return std::nullopt;
  if (name == "set" || name == "frozenset") return Kind::kSetClass;
  return name == "bytes" || name == "bytearray" ? std::optional(Kind::kOpaqueClass) : std::nullopt;
}

// The version, the size of a frame: nothing depends on them.
template <std::size_t kSize>
void skip(Machine& m) {
  if (!m.in().take(kSize)) m.fail(kMalformed);
}

void addClasses(Operations& o) {
  o['c'] = [](Machine& m) {
    const auto module = m.in().line();
    const auto name = m.in().line();
    module&& name ? m.findClass(*module, *name) : m.fail(kMalformed);
  };
  o[0x93] = [](Machine& m) { m.findClassOnStack(); };
  o['R'] = [](Machine& m) { m.call(); };
}

Operations allOperations() {
  Operations operations{};
  addScalars(operations);
  addTexts(operations);
  addHolders(operations);
  addStackAndMemo(operations);
  addClasses(operations);
  operations[0x80] = skip<1>;
  operations[0x95] = skip<8>;
  return operations;
}

std::optional<Value> bytesOf(std::string_view bytes) { return Value::ofBytes(std::string(bytes)); }

void checkProtocol(Machine& m) {
  const auto protocol = m.in().number(1);
  if (!protocol || *protocol < 2 || *protocol > 5) m.fail(kMalformed);
}

// Those with which Python 3 writes what JSON can say, tuples and bytes.
Operations exactOperations() {
  constexpr std::string_view kAsTheyAre = "N\x88\x89JKMGX\x8c\x8d]ae)t\x85\x86\x87}su(qr\x94hj\x95";
  const Operations all = allOperations();
  Operations operations{};
  for (const char c : kAsTheyAre) {
    const auto opcode = static_cast<unsigned char>(c);
    operations[opcode] = all[opcode];
  }
  operations[0x80] = checkProtocol;
  operations[0x8a] = [](Machine& m) { pushBytes<1>(m, exactInteger); };
  operations['B'] = [](Machine& m) { pushBytes<4>(m, bytesOf); };
  operations['C'] = [](Machine& m) { pushBytes<1>(m, bytesOf); };
  operations[0x8e] = [](Machine& m) { pushBytes<8>(m, bytesOf); };
  operations[0x96] = [](Machine& m) { pushBytes<8>(m, bytesOf); };
  return operations;
}

Result<Value> Machine::run(const Operations& operations, PickleHeap::Fidelity fidelity) {
  constexpr char kStop = '.';
  while (!error_) {
    const auto opcode = in_.number(1);
    if (!opcode) {
      fail(kMalformed);
    } else if (*opcode == static_cast<unsigned char>(kStop)) {
      if (stack_.size() == 1 && marks_.empty()) {
        return heap_.valueOf(stack_.front(), bounds_, fidelity);
      }
      fail(kMalformed);
    } else if (const Operation operation = operations[*opcode]) {
      operation(*this);
    } else {
      fail(kNotPlain);
    }
  }
  return Error{ErrorCode::kInvalidArgument, error_};
}

void Machine::pushId(PickleHeap::Id id) {
  if (heap_.size() > bounds_.values) return fail(kTooMuch);
  stack_.push_back(id);
}

void Machine::pushHolding(Kind kind, std::size_t count) {
  Ids items = take(count);
  if (!error_) pushId(heap_.addHolding(kind, std::move(items)));
}

void Machine::pushMarked(Kind kind) {
  Ids items = takeMarked();
  if (kind == Kind::kDict && items.size() % 2 != 0) return fail(kMalformed);
  if (!error_) pushId(heap_.addHolding(kind, std::move(items)));
}

void Machine::pop() {
  if (stack_.size() > floor()) {
    stack_.pop_back();
  } else if (!marks_.empty()) {
    marks_.pop_back();
  } else {
    fail(kMalformed);
  }
}

void Machine::duplicate() {
  if (stack_.size() == floor()) return fail(kMalformed);
  stack_.push_back(stack_.back());
}

// The topmost, the first of them lowest; none if they are not there.
PickleHeap::Ids Machine::take(std::size_t count) {
  if (stack_.size() - floor() < count) {
    fail(kMalformed);
    return {};
  }
  const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
  Ids taken(first, stack_.end());
  stack_.erase(first, stack_.end());
  return taken;
}

PickleHeap::Ids Machine::takeMarked() {
  if (marks_.empty()) {
    fail(kMalformed);
    return {};
  }
  Ids taken = take(stack_.size() - marks_.back());
  marks_.pop_back();
  return taken;
}

void Machine::appendTo(Kind kind, const Ids& items) {
  if (error_) return;
  const bool isThere = stack_.size() > floor() && heap_.kindOf(stack_.back()) == kind;
  if (!isThere || (kind == Kind::kDict && items.size() % 2 != 0)) return fail(kMalformed);
  heap_.append(stack_.back(), items);
}

void Machine::remember(std::optional<std::uint64_t> place) {
  if (!place || stack_.size() == floor()) return fail(kMalformed);
  memo_[*place] = stack_.back();
  if (memo_.size() > bounds_.values) fail(kTooMuch);
}

void Machine::recall(std::optional<std::uint64_t> place) {
  const auto found = place ? memo_.find(*place) : memo_.end();
  if (found == memo_.end()) return fail(kMalformed);
  stack_.push_back(found->second);
}

void Machine::findClass(std::string_view module, std::string_view name) {
  const auto kind = classOf(module, name);
  kind ? pushId(heap_.addHolding(*kind, {})) : fail(kNotPlain);
}

void Machine::findClassOnStack() {
  const Ids names = take(2);
  if (error_) return;
  const auto module = heap_.plain(names.front()).asText();
  const auto name = heap_.plain(names.back()).asText();
  module&& name ? findClass(*module, *name) : fail(kMalformed);
}

void Machine::call() {
  const Ids called = take(2);
  if (error_) return;
  const Kind kind = heap_.kindOf(called.front());
  if (heap_.kindOf(called.back()) != Kind::kTuple) return fail(kMalformed);
  if (kind == Kind::kOpaqueClass) return pushNull();
  const Ids& arguments = heap_.itemsOf(called.back());
  const bool makesASet = kind == Kind::kSetClass && arguments.size() == 1 &&
                         heap_.kindOf(arguments.front()) == Kind::kList;
  makesASet ? pushId(arguments.front()) : fail(kNotPlain);
}

}  // namespace

Result<Value> readPickle(std::string_view bytes) {
  static const Operations kOperations = allOperations();
  constexpr PickleBounds kBounds;
  if (bytes.size() > kBounds.bytes) return Error{ErrorCode::kInvalidArgument, kTooMuch};
  return Machine(bytes, kBounds).run(kOperations, PickleHeap::Fidelity::kForgiving);
}

Result<Value> readPickleExactly(std::string_view bytes, const PickleBounds& bounds) {
  static const Operations kOperations = exactOperations();
  if (bytes.size() > bounds.bytes) return Error{ErrorCode::kInvalidArgument, kTooMuch};
  return Machine(bytes, bounds).run(kOperations, PickleHeap::Fidelity::kExact);
}

}  // namespace fanfare::foreign
