"""Outlines on which a place can be clicked, without any outside map server."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A picture in Mercator projection with the degrees of its edges and its size in pixels."""

    image: str
    width: int
    height: int
    west: float
    east: float
    south: float
    north: float

    def point_at(self, x: float, y: float) -> tuple[str, str]:
        """Return latitude and longitude of a pixel, four decimals."""
        lon = self.west + (self.east - self.west) * min(max(x / self.width, 0), 1)
        top, bottom = _mercator(self.north), _mercator(self.south)
        northing = top - (top - bottom) * min(max(y / self.height, 0), 1)
        lat = math.degrees(2 * math.atan(math.exp(northing)) - math.pi / 2)
        return f"{lat:.4f}", f"{lon:.4f}"

    def pixel_of(self, lat: float, lon: float) -> tuple[int, int]:
        """Return the pixel of a point, for the marker."""
        top, bottom = _mercator(self.north), _mercator(self.south)
        x = (lon - self.west) / (self.east - self.west) * self.width
        y = (top - _mercator(lat)) / (top - bottom) * self.height
        return round(x), round(y)


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


OUTLINES = {
    "thailand": Outline(
        image="krob/forms/thailand.svg",
        width=280,
        height=513,
        west=97.344728,
        east=105.639389,
        south=5.61,
        north=20.463194,
    ),
    "bangkok": Outline(
        image="krob/forms/bangkok.svg",
        width=280,
        height=286,
        west=100.2,
        east=101.0,
        south=13.4,
        north=14.2,
    ),
}
