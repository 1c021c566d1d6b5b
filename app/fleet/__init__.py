"""Many drives judged anew, side by side: in processes, or on a cluster. For the desk; the monitor never imports it."""
