"""The desk: recorded drives looked at, judged and measured. One widget per module."""
