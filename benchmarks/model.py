"""A department's budget as a tree of amounts that add up, in fen.

What a body plans or spends is made from its leaves (wages, office costs, projects); every total is
a sum of them, so that the identities of a public budget hold by construction: revenue equals
expenditure, basic expenditure is personnel and running costs, the three public expenses are their
parts, projects sum to project expenditure. Not here: how an amount is written (``writing``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.bank import Body

#: Classes of wages (301, 303) and of running costs (302, 310), with their usual weight.
PERSONNEL = {
    "30101": 30, "30102": 20, "30103": 12, "30107": 8, "30108": 11, "30110": 6, "30112": 1,
    "30113": 9, "30199": 2, "30302": 3, "30305": 2,
}  # fmt: skip
RUNNING = {
    "30201": 20, "30202": 5, "30205": 2, "30206": 5, "30207": 5, "30211": 10, "30212": 0,
    "30213": 6, "30215": 3, "30216": 5, "30217": 4, "30226": 8, "30228": 6, "30229": 4,
    "30231": 14, "30239": 16, "30299": 6, "31002": 3, "31013": 0,
}  # fmt: skip
#: Wages that have a functional item of their own.
OWN_ITEM = {"30108": "2080505", "30110": "2101101", "30113": "2210201"}
FUND_ITEM = "2120803"


@dataclass(frozen=True, slots=True)
class Project:
    """A project and who pays for it: the general budget, the land fund, or the body itself."""

    name: str
    field: str
    item: str
    general: int
    fund: int = 0
    own: int = 0

    @property
    def total(self) -> int:
        return self.general + self.fund + self.own


@dataclass(frozen=True)
class Budget:
    """One year and phase of one body: leaves, and the amount of every account (fen)."""

    year: int
    phase: str
    organ: bool
    grain: int
    main_item: str
    personnel: dict[str, int]
    running: dict[str, int]
    projects: tuple[Project, ...]
    purchases: tuple[int, int, int]  # goods, works, services
    undertaking_share: int  # percent of own revenue that is 事业收入; the rest is 其他收入
    carried_over: int
    carried_forward: int
    amounts: dict[str, int] = field(default_factory=dict)

    def of(self, code: str) -> int:
        """The amount of an account; zero for one that the body doesn't have."""
        return self.amounts.get(code, 0)

    def items(self, *, general: bool = False) -> dict[str, tuple[int, int]]:
        """Basic and project expenditure by functional item, of all money or the general budget."""
        found: dict[str, tuple[int, int]] = {self.main_item: (sum(self.running.values()), 0)}
        for code, fen in self.personnel.items():
            item = OWN_ITEM.get(code, self.main_item)
            basic, project = found.get(item, (0, 0))
            found[item] = (basic + fen, project)
        for one in self.projects:
            parts = [(one.item, one.general if general else one.general + one.own)]
            parts += [] if general else [(FUND_ITEM, one.fund)]
            for item, fen in parts:
                if fen:
                    basic, project = found.get(item, (0, 0))
                    found[item] = (basic, project + fen)
        return dict(sorted(found.items()))

    def classes(self, width: int = 3, *, general: bool = False) -> dict[str, tuple[int, int]]:
        """The same by functional class (three digits) or section (five)."""
        found: dict[str, tuple[int, int]] = {}
        for item, (basic, project) in self.items(general=general).items():
            before = found.get(item[:width], (0, 0))
            found[item[:width]] = (before[0] + basic, before[1] + project)
        return found


def plan(rng: Random, body: Body, year: int, phase: str, grain: int) -> Budget:
    """A random budget of a body, all amounts multiples of ``grain`` fen."""
    people = rng.choice((8, 15, 26, 40, 75, 130, 260, 480))

    def money(yuan: float) -> int:
        return max(1, round(yuan * 100 / grain)) * grain

    def leaves(weights: dict[str, int], yuan: float) -> dict[str, int]:
        kept = {c: w for c, w in weights.items() if w and rng.random() < 0.85}
        kept = kept or {next(iter(weights)): 1}
        return {c: money(yuan * w / 100 * rng.uniform(0.6, 1.5)) for c, w in kept.items()}

    personnel = leaves(PERSONNEL, people * rng.uniform(60_000, 140_000))
    running = leaves(RUNNING, people * rng.uniform(6_000, 30_000))
    if rng.random() < 0.12:
        running["30212"] = money(rng.uniform(8_000, 150_000))
    if rng.random() < 0.15:
        running["31013"] = money(rng.uniform(150_000, 260_000))
    return _total(
        Budget(
            year=year,
            phase=phase,
            organ=body.organ,
            grain=grain,
            main_item=body.items[0],
            personnel=personnel,
            running=dict(sorted(running.items())),
            projects=_projects(rng, body, money),
            purchases=(
                money(rng.uniform(20_000, 900_000)),
                money(rng.uniform(100_000, 3_000_000)) if rng.random() < 0.4 else 0,
                money(rng.uniform(30_000, 1_500_000)) if rng.random() < 0.7 else 0,
            ),
            undertaking_share=0 if body.organ else rng.choice((0, 70, 90, 100)),
            carried_over=money(rng.uniform(10_000, 900_000)) if rng.random() < 0.5 else 0,
            carried_forward=0,
        )
    )


def _projects(rng: Random, body: Body, money: object) -> tuple[Project, ...]:
    assert callable(money)
    count = rng.randint(1, 6) if rng.random() < 0.65 else rng.randint(7, 30)
    names = rng.sample(body.projects, k=min(len(body.projects), count))
    projects = []
    for name in names:
        general = money(rng.lognormvariate(13, 1.2))
        fund = money(rng.lognormvariate(13.5, 1)) if rng.random() < 0.12 else 0
        own = money(rng.lognormvariate(12, 1)) if rng.random() < (0.1 if body.organ else 0.5) else 0
        if fund and rng.random() < 0.5:
            general = 0
        item = rng.choice(body.items[1:] or body.items)
        projects.append(Project(name, body.field, item, general, fund, own))
    if not any(p.general for p in projects):
        projects[0] = replace(projects[0], general=money(200_000))
    return tuple(projects)


def vary(
    rng: Random, budget: Budget, year: int, phase: str, spread: float, *, forward: bool = False
) -> Budget:
    """Another year or phase of the same body: some leaves as they were, others changed."""

    def moved(fen: int) -> int:
        if not fen or rng.random() < 0.35:
            return fen
        factor = rng.uniform(1 - spread, 1 + spread)
        return max(1, round(fen * factor / budget.grain)) * budget.grain

    goods, works, services = budget.purchases
    running = {c: moved(f) for c, f in budget.running.items()}
    for code in ("30212", "31013"):
        if code in running and rng.random() < 0.5:
            running[code] = 0
    carried = budget.carried_over
    return _total(
        replace(
            budget,
            year=year,
            phase=phase,
            personnel={c: moved(f) for c, f in budget.personnel.items()},
            running=running,
            projects=tuple(
                replace(p, general=moved(p.general), fund=moved(p.fund), own=moved(p.own))
                for p in budget.projects
            ),
            purchases=(moved(goods), moved(works), moved(services)),
            carried_over=carried if phase != "budget" else moved(carried),
            carried_forward=moved(budget.grain * rng.randint(100, 5000)) if forward else 0,
            amounts={},
        )
    )


def _total(budget: Budget) -> Budget:
    """The budget with the amounts of all its accounts."""
    a = budget.amounts
    personnel, running = sum(budget.personnel.values()), sum(budget.running.values())
    general = sum(p.general for p in budget.projects)
    fund = sum(p.fund for p in budget.projects)
    own = sum(p.own for p in budget.projects)
    a["expenditure.basic.personnel"] = personnel
    a["expenditure.basic.public"] = running
    a["expenditure.basic"] = personnel + running
    a["expenditure.project"] = general + fund + own
    a["expenditure.current_year"] = a["expenditure.basic"] + a["expenditure.project"]
    a["expenditure.carried_forward"] = budget.carried_forward
    a["expenditure"] = a["expenditure.current_year"] + budget.carried_forward
    prefix = "expenditure.general_public_budget"
    a[prefix] = a["expenditure.basic"] + general
    a[f"{prefix}.basic"] = a["expenditure.basic"]
    a[f"{prefix}.basic.personnel"], a[f"{prefix}.basic.public"] = personnel, running
    a[f"{prefix}.project"] = general
    a["expenditure.government_fund"] = fund
    a["expenditure.fiscal_appropriation"] = a[prefix] + fund
    carried = min(budget.carried_over, general)
    a["revenue.carried_over"] = a["fiscal_appropriation.carried_over"] = carried
    a["revenue.general_public_budget"] = a[prefix] - carried + budget.carried_forward
    a["revenue.government_fund"] = fund
    a["revenue.fiscal_appropriation"] = a["revenue.general_public_budget"] + fund
    a["revenue.undertaking"] = own * budget.undertaking_share // 100 // budget.grain * budget.grain
    a["revenue.other"] = own - a["revenue.undertaking"]
    a["revenue.current_year"] = a["revenue.fiscal_appropriation"] + own
    a["revenue"] = a["revenue.current_year"] + carried
    a["total"] = a["revenue"]
    a["fiscal_appropriation"] = a["revenue.fiscal_appropriation"] + carried
    a["fiscal_appropriation.revenue"] = a["fiscal_appropriation"]
    a["fiscal_appropriation.expenditure"] = a["fiscal_appropriation"]
    a["fiscal_appropriation.carried_forward"] = budget.carried_forward
    _three_public(budget, a)
    a["operating.agency_running"] = running if budget.organ else 0
    a["operating.meeting"] = budget.running.get("30215", 0)
    a["operating.training"] = budget.running.get("30216", 0)
    a["procurement.goods"], a["procurement.works"], a["procurement.services"] = budget.purchases
    a["procurement"] = sum(budget.purchases)
    for width in (3, 5):
        for code, parts in budget.classes(width).items():
            a[f"expenditure.function.{code}"] = sum(parts)
    for code, parts in budget.items().items():
        a[f"expenditure.function.{code}"] = sum(parts)
    return budget


def _three_public(budget: Budget, a: dict[str, int]) -> None:
    of = budget.running.get
    a["three_public.abroad"] = of("30212", 0)
    a["three_public.vehicles.purchase"] = of("31013", 0)
    a["three_public.vehicles.running"] = of("30231", 0)
    vehicles = a["three_public.vehicles.purchase"] + a["three_public.vehicles.running"]
    a["three_public.vehicles"] = vehicles
    a["three_public.reception"] = of("30217", 0)
    a["three_public"] = a["three_public.abroad"] + vehicles + a["three_public.reception"]
