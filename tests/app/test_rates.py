from app.rates import Rate, RecentValues


def test_thirty_frames_a_second_are_thirty_frames_a_second():
    rate = Rate()
    for i in range(200):
        rate.update(round(i * 1e9 / 30))
    assert round(rate.per_second, 3) == 30.0


def test_a_rate_forgets_what_was_before_its_window():
    rate = Rate()
    for i in range(100):
        rate.update(i * 10_000_000)
    for i in range(5):
        rate.update(10_000_000_000 + i * 1_000_000_000)
    assert round(rate.per_second, 3) == 1.0


def test_one_frame_has_no_rate():
    rate = Rate()
    rate.update(5)
    assert rate.per_second == 0.0


def test_percentiles_of_the_last_values_only():
    values = RecentValues()
    assert values.percentile(50) == 0.0
    for value in [1000.0] * 50 + [10.0] * 99 + [20.0]:
        values.update(value)
    assert values.percentile(50) == 10.0
    assert values.percentile(100) == 20.0
