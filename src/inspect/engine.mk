# The matching engine: find, rules, labels, scan, valid.
