"""Coverage, lag, restrictions, trend, counts and forecasts on invented claims."""

from datetime import date, timedelta

import pytest

from trucewatch.model import EventType, Mode, Standing, Verdict
from trucewatch.model.forecast import ForecastState
from trucewatch.monitor import Coverage, backfill, forecasts, judge, scores, trend
from trucewatch.monitor.counts import counts

from .conftest import claim, incident, report

DAY = date(2031, 3, 3)
FIRE = {"by": ["north-army"], "to": ["south-army"]}


def known(*pairs):
    claims, reports = {}, {}
    for made, of in pairs:
        claims[made.key] = made
        reports[of.id] = of
    return claims, reports


class TestCoverage:
    def test_a_day_without_a_source_is_unknown_and_never_quiet(self, port, harbour):
        claims, reports = known(
            (claim("r1", "c1", "shelling", at=["selm-port"], first=DAY, last=DAY), report("r1", DAY)),
            (claim("r2", "c1", "shelling", at=["far-town"], first=DAY, last=DAY), report("r2", DAY)),
        )
        made = [incident("i1", "shelling", at="selm-port", first=DAY)]
        days = Coverage(port, claims, reports, made, harbour).days(DAY, DAY + timedelta(days=1))
        inside = {d.day: d for d in days if d.zone == "port-area"}
        assert (inside[DAY].state, inside[DAY].reports) == ("told", 1)
        assert inside[DAY + timedelta(days=1)].state == "unknown"
        assert [d.reports for d in days if d.zone is None] == [1]

    def test_a_word_of_quiet_is_a_source_and_a_monitors_report_speaks_of_every_zone(self, port, harbour):
        quiet = claim("r1", "c1", "shelling", at=["selm-port"], first=DAY, last=DAY, polarity="-")
        claims, reports = known((quiet, report("r1", DAY)))
        later = DAY + timedelta(days=2)
        reports["relief-agency"] = report("relief-agency", later)
        told = Coverage(port, claims, reports, (), harbour)
        first, *_, last = [d for d in told.days(DAY, later) if d.zone == "port-area"]
        assert first.quiet_said == ("r1/c1",)
        assert last.state == "told"
        assert told.sourced()["port-area"] == {DAY, later}

    def test_who_was_kept_out_is_listed_and_monitors_are_marked(self, port, harbour):
        kept = claim("r1", "c1", "access_restriction", to=["the observer team"], by=["north-army"], at=["selm-port"])
        claims, reports = known((kept, report("r1", DAY)))
        (found,) = Coverage(port, claims, reports, (), harbour).restrictions()
        assert (found.of_monitors, found.day, found.zones) == (True, DAY, ("port-area",))

    def test_late_reports_fill_old_days(self):
        claims, reports = known(
            (claim("prompt", "c1", "shelling"), report("prompt", DAY)),
            (claim("late", "c1", "shelling"), report("late", DAY + timedelta(days=9))),
        )
        made = [
            incident("a", "shelling", first=DAY).model_copy(update={"claims": ("prompt/c1",)}),
            incident("b", "shelling", first=DAY).model_copy(update={"claims": ("late/c1",)}),
        ]
        (day,) = backfill(made, claims, reports, DAY, DAY)
        assert (day.known_then, day.known_now, day.first_lags, day.median_lag) == (1, 2, (0, 9), 4.5)


class TestTrend:
    def watch(self, port, harbour, incidents_a_week, reports_a_week):
        first = date(2031, 3, 3)
        made, reports = [], {}
        for week, (events, told) in enumerate(zip(incidents_a_week, reports_a_week, strict=True)):
            start = first + timedelta(weeks=week)
            made += [
                incident(f"i{week}-{n}", "shelling", **FIRE, at="selm-port", first=start, reported=start)
                for n in range(events)
            ]
            for n in range(told):
                reports[f"r{week}-{n}"] = report(f"r{week}-{n}", start + timedelta(days=n % 7))
        agreement = port.model_copy(update={"in_force": port.in_force.model_copy(update={"duration": "P1Y"})})
        found = judge(made, agreement, {}, {}, harbour, date(2032, 1, 1))
        last = first + timedelta(weeks=len(incidents_a_week)) - timedelta(days=1)
        return trend(port.id, found, {i.id: i for i in made}, reports, first, last)

    def test_more_reports_of_a_steady_war_are_no_rise(self, port, harbour):
        growing = [2, 4, 6, 8, 10, 12, 14, 16]
        found = self.watch(port, harbour, growing, [n * 2 for n in growing])
        assert found.raw_low > 1
        assert found.low <= 1 <= found.high
        assert "publisher-days" in found.how
        assert "statsmodels" in found.how

    def test_weeks_without_any_report_are_left_out(self, port, harbour):
        found = self.watch(port, harbour, [3, 3, 0, 3, 3, 3], [4, 4, 0, 4, 4, 4])
        assert [p.fitted is None for p in found.points] == [False, False, True, False, False, False]
        assert found.rate_ratio == pytest.approx(1.0, abs=0.05)

    def test_too_little_is_not_fitted(self, port, harbour):
        found = self.watch(port, harbour, [1, 1], [2, 2])
        assert found.rate_ratio is None
        assert "No rate is fitted" in found.how


def test_counts_are_three_figures_by_observer_and_side_and_nothing_is_netted(port, harbour):
    made = [
        incident("a", "shelling", by=["north-army"], to=["south-army"], at="selm-port", first=DAY),
        incident(
            "b",
            "shelling",
            by=["south-army"],
            to=["north-army"],
            at="selm-port",
            first=DAY,
            origins=[("north-radio", None)],
        ),
    ]
    found = judge(made, port, {}, {}, harbour, date(2032, 1, 1))
    assert {f.verdict for f in found} == {Verdict.PROBABLE, Verdict.ALLEGED}
    counted = counts(found, {i.id: i for i in made}, harbour)
    table = {(c.observer, c.side): (c.established, c.with_probable, c.all_alleged) for c in counted}
    assert table[None, None] == (0, 1, 2)
    assert table[None, "north"] == (0, 1, 1)
    assert table[None, "south"] == (0, 0, 1)
    assert table["north-radio", "south"] == (0, 0, 1)
    assert ("north-radio", "north") not in table


class TestForecasts:
    TEXT = "If calm holds, the northern army will storm the mill by 20 March, an analyst said."

    def made(self, harbour, day, *incidents, mode=Mode.CONDITIONAL, certainty="probable", late=None, **rest):
        words = {"text": "storm", "start": self.TEXT.index("storm"), "source": ("an analyst",)}
        when = {"first": DAY, "last": date(2031, 3, 20)}
        told = claim(
            "r1",
            "c1",
            "assault",
            by=["north-army"],
            at=["mill"],
            mode=mode,
            certainty=certainty,
            **words,
            **when,
            **rest,
        )
        claims, reports = known((told, report("r1", DAY, self.TEXT)))
        if late:
            reports["later"] = report("later", late)
        (found,) = forecasts(claims, reports, incidents, harbour, day)
        return found

    def event(self, day, by="north-army", **rest):
        return incident("i1", "assault", by=[by], at="mill", first=day, reported=day, **rest)

    def test_it_is_open_until_its_window_ends_and_keeps_condition_and_forecaster(self, harbour):
        found = self.made(harbour, date(2031, 3, 10))
        assert (found.state, found.brier) == (ForecastState.OPEN, None)
        assert found.forecaster == ("an analyst",)
        assert (
            found.condition_words == "If calm holds, the northern army will storm the mill by 20 March, an analyst said"
        )

    def test_it_came_true_if_a_later_incident_of_that_actor_and_place_answers_it(self, harbour):
        found = self.made(harbour, date(2031, 4, 1), self.event(date(2031, 3, 15)))
        assert (found.state, found.answered_by) == (ForecastState.CAME_TRUE, ("i1",))
        assert found.brier == pytest.approx(0.09)

    @pytest.mark.parametrize(
        "other",
        [{"day": date(2031, 3, 25)}, {"day": date(2031, 3, 15), "by": "south-army"},
         {"day": date(2031, 3, 15), "standing": Standing.CONTESTED}],
    )  # fmt: skip
    def test_what_is_late_of_another_side_or_contested_does_not_answer_it(self, harbour, other):
        found = self.made(harbour, date(2031, 4, 1), self.event(other.pop("day"), **other), late=date(2031, 3, 30))
        assert found.state is ForecastState.DID_NOT
        assert found.brier == pytest.approx(0.49)

    def test_without_any_report_of_the_time_it_is_unknown(self, harbour):
        assert self.made(harbour, date(2031, 8, 1)).state is ForecastState.UNKNOWN

    def test_a_forecasters_record_counts_what_is_still_open(self, harbour):
        true = self.made(harbour, date(2031, 4, 1), self.event(date(2031, 3, 15)))
        waiting = self.made(harbour, date(2031, 3, 10))
        (record,) = scores([true, waiting])
        assert (record.resolved, record.came_true, record.open) == (1, 1, 1)
        assert record.brier == pytest.approx(0.09)

    def test_plans_are_no_forecasts(self, harbour):
        told = claim("r1", "c1", "assault", mode=Mode.PLANNED)
        claims, reports = known((told, report("r1", DAY)))
        assert forecasts(claims, reports, (), harbour, DAY) == ()
        assert told.type is EventType.ASSAULT
