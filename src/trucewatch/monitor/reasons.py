"""The reason codes of the six tests in neutral words; docs/findings.md explains when each is given."""

__all__ = ["REASONS"]

REASONS: dict[str, str] = {
    # in force
    "in_force": "the agreement was in force for these actors at every possible time of the event",
    "before_in_force": "the event lies before every date from which the agreement is said to bind",
    "before_area_regime": "the event lies before the date from which the agreement binds these actors in its areas",
    "start_contested": "the dates given for the entry into force differ, and the event lies between them",
    "straddles_start": "the time of the event, as far as it is known, reaches over the start",
    "undated": "no claim dates the event, and it may have happened before the agreement bound anyone",
    "after_end": "the event lies after the agreement ended, here or as a whole",
    "straddles_end": "the time of the event, as far as it is known, reaches over the end",
    "extension_unclear": "the term had run out, and whether it was extended is not settled by the text",
    # in zone
    "inside": "the place lies inside the zone",
    "likely_inside": "the place lies inside the zone with a probability of 0.75 to 0.95",
    "boundary": "the place lies about the boundary of the zone",
    "likely_outside": "the place lies inside the zone with a probability of only 0.05 to 0.25",
    "outside": "the place lies outside every zone that counts here",
    "zone_disputed": "whether the place belongs to the zone is disputed",
    "versions_disagree": "the versions of the boundary disagree about the place",
    "geometry_unknown": "the boundary in force is not public, and nothing says whether the place belongs to the zone",
    "place_vague": "the place that is named is larger than the zone and reaches it",
    "no_place": "no claim names a place",
    "place_unresolved": "the place that is named could not be found",
    "no_zones": "the agreement is not limited to zones",
    "whole_territory": "the agreement covers the whole territory",
    # actors bound
    "bound": "both sides were bound at that date",
    "civilian_target": "the actor was bound, and those hit were civilians",
    "intra_side": "the actors belong to the same side, and the agreement is between sides",
    "not_a_party": "an actor was neither bound by the agreement nor excluded from it",
    "initiator_excluded": "the actor is excluded from the agreement, which does not bind it",
    "target_excluded": "those attacked are excluded from the agreement; the test of the act decides",
    "mixed_target": "those attacked include a bound and an excluded actor",
    "role_disputed": "whether an actor is bound is disputed",
    "rejecting": "an actor is named by the text but rejects the agreement",
    "same_side_unlisted": "an actor fights on a bound side, but nothing says that the agreement binds it",
    "side_unknown": "how the actors stand to each other is not known",
    "actor_unknown": "an actor could not be resolved to one that the watch knows",
    "initiator_unnamed": "no claim says who did it",
    "target_unnamed": "no claim says against whom",
    # act prohibited
    "prohibited": "the agreement prohibits this kind of act",
    "act_not_listed": "the agreement does not list this kind of act",
    "act_not_listed_implied": "ceasefires usually prohibit this kind of act, but this reading does not list it",
    "acts_unlisted": "the agreement lists no acts, so none can be held against it",
    "act_unnamed": "a breach is alleged, but no claim says what was done",
    "carve_out_excluded": "acts against excluded actors are not prohibited",
    # attribution
    "attributed_named": "a named actor is said to have done it",
    "attributed_side": "only a side or label is said to have done it",
    "attribution_mutual": "a mutual exchange; no claim says who began",
    "attribution_unknown": "no claim says who did it",
    "attribution_disputed": "claims differ about who did it",
    # evidence
    "independent_origins": "two or more independent origins, one of them apart from those who gain from it",
    "aligned_origins": "no origin is known to stand apart from those who gain from the claim",
    "single_origin": "one origin only",
    "hedged": "only hedged or unnamed sources",
    "occurrence_contested": "that it happened is asserted and denied",
    "occurrence_rejected": "what denies that it happened outweighs what asserts it",
}
"""Every reason code and what it means; no code is given that does not stand here."""
