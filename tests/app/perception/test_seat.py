import pytest

from app.perception.seat import HandDrive, Seat, choose_driver
from pose.boxes import Box
from pose.detection import Detection

LEFT = Detection(Box(0, 50, 200, 350), 0.9)
RIGHT = Detection(Box(420, 50, 620, 350), 0.8)
WIDTH = 640


def test_the_near_one_and_not_the_one_on_the_back_seat():
    near = Detection(Box(0, 0, 200, 300), 0.6)
    far = Detection(Box(300, 50, 340, 110), 0.9)
    assert choose_driver([far, near]) == near.box


def test_a_large_reflection_that_is_hardly_a_person_is_not_the_driver():
    driver = Detection(Box(0, 0, 200, 300), 0.9)
    reflection = Detection(Box(0, 0, 300, 300), 0.3)
    assert choose_driver([reflection, driver]) == driver.box


def test_without_anybody_there_is_no_driver():
    assert choose_driver([]) is None


def test_whoever_sits_in_the_seat_is_the_driver_however_large_the_passenger():
    seat = Seat.of_box(Box(400, 0, 640, 480))
    passenger = Detection(Box(0, 0, 390, 480), 0.99)
    assert choose_driver([passenger, RIGHT], seat, WIDTH) == RIGHT.box


def test_a_passenger_alone_is_not_the_driver():
    assert choose_driver([LEFT], Seat.of_box(Box(400, 0, 640, 480)), WIDTH) is None


def test_the_seat_may_have_any_shape():
    triangle = Seat(region=((640.0, 0.0), (640.0, 480.0), (300.0, 480.0)))
    assert not triangle.has(Box(300, 0, 400, 200)) and triangle.has(Box(500, 150, 640, 480))


def test_two_corners_are_no_seat():
    assert Seat(region=((0.0, 0.0), (1.0, 1.0))).has(LEFT.box)


@pytest.mark.parametrize(("hand", "driver"), [(HandDrive.LEFT, RIGHT), (HandDrive.RIGHT, LEFT)])
def test_in_a_left_hand_drive_car_the_driver_is_on_the_pictures_right(hand, driver):
    assert choose_driver([LEFT, RIGHT], Seat(hand_drive=hand), WIDTH) == driver.box


def test_who_is_alone_is_the_driver_on_either_side():
    assert choose_driver([LEFT], Seat(hand_drive=HandDrive.LEFT), WIDTH) == LEFT.box


def test_the_driver_is_not_chosen_anew_when_somebody_larger_leans_in():
    larger = Detection(Box(0, 0, 380, 480), 0.99)
    moved = Detection(Box(400, 60, 600, 360), 0.6)
    assert choose_driver([larger, moved], None, WIDTH, followed=RIGHT.box) == moved.box


def test_when_the_driver_is_gone_another_is_chosen():
    assert choose_driver([LEFT], None, WIDTH, followed=RIGHT.box) == LEFT.box


def test_a_driver_who_moved_to_the_other_seat_is_not_followed_there():
    followed = Box(150, 50, 380, 350)
    assert choose_driver([LEFT], Seat.of_box(Box(400, 0, 640, 480)), WIDTH, followed=followed) is None
