"""Pictures of people with keypoints, and how they become training samples."""
