"""How good is it: OKS, visibility F1, false keypoints."""
