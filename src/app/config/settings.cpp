#include "app/config/settings.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include <Poco/Exception.h>
#include <Poco/Util/PropertyFileConfiguration.h>

#include "app/config/keys.h"
#include "app/config/values.h"
#include "app/nearest.h"

namespace fanfare::app {
namespace {

using Properties = Poco::Util::PropertyFileConfiguration;

// Key and value of one logical line, read as Poco reads a file of it.
struct Property {
  std::string key;
  std::string value;
};

void collect(const Properties& properties, const std::string& parent, Property& found) {
  Properties::Keys names;
  properties.keys(parent, names);
  for (const auto& name : names) {
    if (name.empty()) continue;
    const std::string key = parent.empty() ? name : parent + "." + name;
    if (properties.hasProperty(key)) found = {key, properties.getRawString(key)};
    collect(properties, key, found);
  }
}

Result<Property> propertyIn(const std::string& line) {
  const Error noProperty{ErrorCode::kInvalidArgument, "is not of the form 'key = value'"};
  if (line.find_first_of("=:") == std::string::npos) return noProperty;
  Property found;
  try {
    std::istringstream stream(line + "\n");
    const Poco::AutoPtr<Properties> properties(new Properties(stream));
    collect(*properties, "", found);
  } catch (const Poco::Exception&) {
    return noProperty;
  }
  if (found.key.empty()) return noProperty;
  return found;
}

bool saysNothing(std::string_view line) {
  const auto text = trimmed(line);
  return text.empty() || text.front() == '#' || text.front() == '!';
}

bool goesOn(const std::string& line) {
  std::size_t backslashes = 0;
  while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

// Calls `each` with every line that says something, together with those it goes on in, and the
// number of its first.
void forEachLine(std::istream& file,
                 const std::function<void(const std::string& line, std::size_t number)>& each) {
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (saysNothing(line)) continue;
    const std::size_t first = number;
    std::string next;
    while (goesOn(line) && std::getline(file, next)) {
      if (!next.empty() && next.back() == '\r') next.pop_back();
      line += "\n" + next;
      ++number;
    }
    each(line, first);
  }
}

}  // namespace

ReadSettings settingsInFile(const std::string& path) {
  ReadSettings read;
  std::ifstream file(path);
  // A directory opens, and fails at the first byte.
  if (!file || (file.peek() == std::ifstream::traits_type::eof() && file.bad())) {
    read.problems.push_back(path + ": " + std::strerror(errno));
    return read;
  }

  std::map<std::string, std::string> firstSources;
  forEachLine(file, [&read, &path, &firstSources](const std::string& line, std::size_t number) {
    const std::string source = path + ":" + std::to_string(number);
    const auto property = propertyIn(line);
    if (!property) {
      read.problems.push_back(source + ": '" + line.substr(0, line.find_first_of("=: \t")) + "' " +
                              property.error().message);
      return;
    }
    const auto [first, isFirst] = firstSources.emplace(property->key, source);
    if (!isFirst) {
      read.problems.push_back(source + ": " + property->key + " is set already at " +
                              first->second);
      return;
    }
    read.settings.push_back({property->key, property->value, source});
  });
  return read;
}

ReadSettings settingsInEnvironment(const std::vector<std::string>& variables) {
  constexpr std::string_view kPrefix = "FANFARE_";
  ReadSettings read;
  for (const auto& variable : variables) {
    if (variable.compare(0, kPrefix.size(), kPrefix) != 0) continue;
    const auto equals = variable.find('=');
    const std::string name = variable.substr(0, equals);
    const auto match = keyOfVariable(name);
    if (!match) {
      read.problems.push_back("environment: unknown variable '" + name + "'" +
                              suggestionOf(nearestVariable(name)));
      continue;
    }
    read.settings.push_back(
        {match->filledIn(), variable.substr(equals + 1), "environment, " + name});
  }
  return read;
}

ReadSettings settingsOnCommandLine(const std::vector<std::string>& arguments) {
  ReadSettings read;
  for (const auto& argument : arguments) {
    const auto equals = argument.find('=');
    if (equals == std::string::npos || equals == 0) {
      read.problems.push_back("--set: '" + argument + "' is not of the form KEY=VALUE");
      continue;
    }
    read.settings.push_back({std::string(trimmed(argument.substr(0, equals))),
                             std::string(trimmed(argument.substr(equals + 1))), "--set"});
  }
  return read;
}

}  // namespace fanfare::app
