"""What a pose is: keypoints, visibility, boxes and crops, heatmaps, the decision, the bundle."""
