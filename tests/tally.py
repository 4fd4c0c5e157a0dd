#!/usr/bin/env python3
"""Adds up what the runners left in a folder: JUnit files, and *.status for steps without cases.

A CTest entry that ran CppUnit counts with CppUnit's cases; a step without cases counts as one.
Ends with "N passed, N failed" and a status that says whether any failed.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree


LAST_LINES = 20


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.failures = []  # of what failed: its name, and the end of what it wrote

    def add(self, name, passed=0, failed=0, output=""):
        self.passed += passed
        self.failed += failed
        if failed:
            self.failures.append((name, output.splitlines()[-LAST_LINES:]))


def has_failed(case):
    if case.get("status") in ("fail", "notrun"):  # CTest's word for it
        return True
    return case.find("failure") is not None or case.find("error") is not None


def cppunit_cases(output):
    """(run, failed) of CppUnit's summary, None if there is none."""
    match = re.search(r"^OK \((\d+)\)", output, re.MULTILINE)
    if match:
        return int(match[1]), 0
    match = re.search(r"^Run: (\d+) +Failure total: (\d+)", output, re.MULTILINE)
    return (int(match[1]), int(match[2])) if match else None


def tally_of(path):
    tally = Tally()
    if path.suffix == ".status":
        is_good = path.read_text().strip() == "0"
        tally.add(path.stem, passed=int(is_good), failed=int(not is_good))
        return tally
    try:
        cases = list(xml.etree.ElementTree.parse(path).iter("testcase"))
    except xml.etree.ElementTree.ParseError as error:
        tally.add(f"{path.name} cannot be read: {error}", failed=1)
        return tally
    if not cases:
        tally.add(f"{path.name} has no cases", failed=1)
    for case in cases:
        name = f"{case.get('classname') or ''}.{case.get('name')}".strip(".")
        if case.find("skipped") is not None:
            tally.skipped += 1
            continue
        output = case.findtext("system-out") or ""
        counted = cppunit_cases(output)
        run, failed = counted or (1, 0)
        if has_failed(case):
            failed = max(failed, 1)  # a sanitizer's finding fails a run whose cases all passed
        tally.add(name, passed=max(run - failed, 0), failed=failed, output=output)
    return tally


def main(folder):
    passed = failed = 0
    print(f"{'':24}{'passed':>8}{'failed':>8}{'skipped':>8}")
    for path in sorted(pathlib.Path(folder).iterdir()):
        tally = tally_of(path)
        print(f"{path.stem:24}{tally.passed:8}{tally.failed:8}{tally.skipped or '':>8}")
        for name, lines in tally.failures:
            print(f"    failed: {name}")
            for line in lines:
                print(f"        {line}")
        passed += tally.passed
        failed += tally.failed
    if not passed:
        failed = max(failed, 1)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
