"""What a scene holds, drawn from a seed: plain descriptions, nothing built yet."""
