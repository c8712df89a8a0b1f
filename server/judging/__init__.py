"""What people wrote, judged by code: pure functions shared by modes, checks and evals."""
