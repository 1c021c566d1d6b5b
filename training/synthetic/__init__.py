"""The virtual cabin: pictures of drivers with exact keypoints and exact visibility."""
