"""Whether a claim can speak of the zones for which a duty holds, from the coordinates that the claim itself carries."""

from trucewatch.model import Agreement, Claim, PlaceRef
from trucewatch.model.agreement import Obligation, Zone
from trucewatch.monitor.geometry import Boundary
from trucewatch.monitor.shapes import surface

__all__ = ["DutyZones"]

_OUTSIDE = 0.05
_BLUR_WHEN_UNSTATED_KM = 3.0


class DutyZones:
    """The drawn outlines of an agreement's zones. A zone without any can hold every place."""

    def __init__(self, agreement: Agreement) -> None:
        self._zones = {zone.id: zone for zone in agreement.zones}
        self._outlines = {
            zone.id: [
                Boundary(
                    surface(v.geometry, zone.as_worded),
                    v.boundary_sigma_km if v.boundary_sigma_km is not None else _BLUR_WHEN_UNSTATED_KM,
                )
                for v in zone.versions
                if v.geometry is not None
            ]
            for zone in agreement.zones
        }

    def admit(self, duty: Obligation, claim: Claim) -> bool:
        """False only where the duty names zones and every place of the claim is known to lie outside all of them."""
        zones = [self._zones[where] for where in duty.where if where in self._zones]
        if not zones or not claim.places:
            return True
        return any(self._can_hold(zone, ref) for zone in zones for ref in claim.places)

    def _can_hold(self, zone: Zone, ref: PlaceRef) -> bool:
        if ref.place_id is not None and any(ref.place_id in v.includes for v in zone.versions):
            return True
        outlines = self._outlines[zone.id]
        if not outlines or ref.lat is None or ref.lon is None:
            return True
        radius = ref.radius_km if ref.radius_km is not None else _BLUR_WHEN_UNSTATED_KM
        return any(
            o.share_inside(ref.lat, ref.lon, radius) >= _OUTSIDE or o.is_swallowed_by(ref.lat, ref.lon, radius)
            for o in outlines
        )
