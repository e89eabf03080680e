"""What an office does between a new report and its published response: what it owes, begins, sends and writes down."""
