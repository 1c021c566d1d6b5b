"""How good is it: OKS, AP, mAPK, visibility F1, false keypoints, shown or not, calibration."""
