"""Passages of the shipped chapter, as retrieval gives them, for tests of checks and modes."""

from server.records import Passage

CHAPTER = "career-transition-and-technical-leadership"


def passage(id, heading_path, text):
    href = f"/chapters/{CHAPTER}#p-{id}"
    return Passage(id, CHAPTER, tuple(heading_path), text, href, 1.0)


ROLES = passage(
    "the-technical-pm-job-market-373dfab1ee",
    ["The Technical PM Job Market"],
    "Role Type: Platform PM; Technical Depth Required: Very high; Typical Background: Former"
    " engineers, technical PMs; Companies That Hire: Google, Stripe, Twilio, AWS\n"
    "Role Type: Data/ML PM; Technical Depth Required: High; Typical Background: Data scientists,"
    " analysts, technical PMs; Companies That Hire: Tech companies, fintech, healthtech\n"
    "Role Type: Security PM; Technical Depth Required: High; Typical Background: Security"
    " engineers, compliance specialists; Companies That Hire: Cybersecurity firms, enterprise SaaS",
)
FRAMEWORK = passage(
    "escalation-frameworks-562a7d5f7b",
    ["Decision Frameworks for Technical PMs", "Escalation Frameworks"],
    "A framework that works defines five things:\n"
    "- Trigger criteria - Which conditions call for escalation? (e.g., a timeline that slips by"
    " more than 2 weeks, a security vulnerability, a blocked dependency on another team)\n"
    "- Escalation path - Whom do you turn to, and in which order? (e.g., first the engineering"
    " manager, next the director, last the VP)",
)
LEVELS = passage(
    "escalation-frameworks-06f5c9815d",
    ["Decision Frameworks for Technical PMs", "Escalation Frameworks"],
    "Escalation Level: Level 1: Team; Trigger: Blockers within team scope; Who to Involve:"
    " Engineering lead, designer; Expected Response: Same-day resolution\n"
    "Escalation Level: Level 2: Cross-team; Trigger: Dependencies, resource conflicts; Who to"
    " Involve: Engineering managers, other PMs; Expected Response: 24-48 hour resolution\n"
    "Escalation Level: Level 4: Executive; Trigger: Customer-facing incidents, major pivots,"
    " budget; Who to Involve: C-level, VP of Product; Expected Response: Immediate attention",
)
STORIES = passage(
    "technical-interview-prep-1",
    ["Technical Interview Prep"],
    "- Case study portfolio - Collect 3-5 stories of your own about a technical decision that you"
    " made or influenced. Tell them in the STAR format (Situation, Task, Action, Result), technical"
    " specifics included.\n"
    "- System design practice - Study 15-20 common problems, such as a URL shortener, a news feed,"
    " a chat system, or ride-sharing.",
)
SPLIT = passage(
    "technical-roadmapping-7e1c315eed",
    ["Technical Roadmapping"],
    "The 70/20/10 Rule\nA common split gives roughly 70% of engineering capacity to features.\n"
    "Shift the split with the maturity of the product. A younger one may run at 80/10/10; a mature"
    " one that carries significant debt may call for 50/30/20.",
)
