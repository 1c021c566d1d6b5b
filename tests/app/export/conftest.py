import pytest

from tests.app.export.recorded import contents_of, record


@pytest.fixture(scope="session")
def drive(tmp_path_factory):
    """A recorded drive (see `recorded.py`). Shared: do not write into its folder."""
    return record(tmp_path_factory.mktemp("drives"))


@pytest.fixture(scope="session")
def contents(drive):
    return contents_of(drive)
