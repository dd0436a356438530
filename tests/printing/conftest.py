import pytest

from printing.fonts import find_fonts


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    """A site's data folder without fonts of its own."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def fonts(data_dir):
    return find_fonts(data_dir)
