"""What is true of a picture: where keypoints are, how visible, and the file that says so."""
