"""Train the reader of stories: `python -m evals.star_training`.

Reads the training voices (SPLITS of `evals/cases`) and sentences that tell nothing
(`star_noise.jsonl`), cross-validates over whole voices, trains on all of them and writes
`server/judging/star_weights.npz` and
`star_levels.json`. Needs the dev extra (scikit-learn) and the local embedding model
in GREENROOM_HOME. The held-out voices are never opened.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from evals.run import CASES, told
from evals.star_cases import stories_in
from evals.star_fit import Settings, trained
from evals.star_levels import as_json, with_points
from evals.star_material import Material, material_from
from evals.star_scores import Scored, by_code, by_part, main_table, scored
from evals.star_tails import write_tails
from server.config import load_settings
from server.corpus.embed import LocalEmbedder
from server.judging import levels
from server.judging.parts import labelled
from server.judging.star_tails import PATH as TAILS_PATH
from server.judging.star_weights import PATH, Linear, Reader, Weights
from server.judging.verdict import verdict_on
from server.llm.local import fetch_embedding_model

Array = Any
FOLDS = 8
# The sets that were once unseen, each measured before it came here (docs/star.md).
SPLITS = ("dev", "second", "third", "fourth", "fifth")


def write(found: Weights, path: Path) -> None:
    """Write the weights in half precision, which costs no accuracy and half the bytes."""
    kept: dict[str, Array] = {"mean": found.mean, "axes": found.axes, "probe": found.probe}
    for name in ("with_vectors", "without"):
        reader: Reader = getattr(found, name)
        kept |= _linear(f"{name}.sieve", reader.sieve) | _linear(f"{name}.whole", reader.whole)
        kept |= _linear(f"{name}.chain", reader.chain.labels)
        for trait, head in reader.traits.items():
            kept |= _linear(f"{name}.trait.{trait}", head)
        for part, wording in reader.wording.items():
            kept |= _linear(f"{name}.wording.{part}", wording)
        for field in ("moves", "starts", "ends"):
            kept[f"{name}.chain.{field}"] = getattr(reader.chain, field)
    half = {n: v.astype(np.float16) if v.dtype == np.float32 else v for n, v in kept.items()}
    np.savez_compressed(path, **half)


def _linear(name: str, found: Linear) -> Mapping[str, Array]:
    return {
        f"{name}.names": np.array(found.names),
        f"{name}.columns": found.columns,
        f"{name}.embedded": found.embedded,
    }


def cross_validated(found: Material, chosen: Settings, n_folds: int) -> dict[str, list[Scored]]:
    """The verdict on each story by weights that never saw its voice, with and without embeddings.

    The keys are those of the readers of `Weights`.
    """
    from sklearn.model_selection import GroupKFold  # of the dev extra

    out: dict[str, dict[int, Scored]] = {"with_vectors": {}, "without": {}}
    folds = GroupKFold(min(n_folds, len(set(found.voices))))
    for train, test in folds.split(found.stories, groups=found.voices):
        seen = found.chosen(train)
        made, worth = with_points(seen, trained(seen, chosen))
        for name, i in product(out, map(int, test)):
            one = found.stories[i]
            near = np.concatenate([one.vectors, found.probe[None]])
            vectors = near if name == "with_vectors" else None
            labels = labelled(one.story.text, vectors=vectors, using=made)
            out[name][i] = scored(one.story, verdict_on(one.story.text, labels, using=worth))
    return {name: [own[i] for i in range(len(found.stories))] for name, own in out.items()}


def main() -> None:
    """Cross-validate, train, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--no-validation", action="store_true", help="train and write at once")
    parser.add_argument("--folds", type=int, default=FOLDS, help="of the validation")
    asked = parser.parse_args()
    settings = load_settings()
    embedder = LocalEmbedder(fetch_embedding_model(settings.home / "models"))
    stories = [s for split in SPLITS for s in stories_in(CASES / f"star.{split}.jsonl")]
    told(f"{TAILS_PATH.name}: {write_tails(stories)} bytes")
    cache = settings.home / "star-training.npz"
    found = material_from(stories, CASES / "star_noise.jsonl", embedder, cache)
    n = sum(len(s.texts) for s in found.stories)
    told(f"{len(found.stories)} stories, {n} sentences, {len(set(found.voices))} voices")
    judged = {} if asked.no_validation else cross_validated(found, Settings(), asked.folds)
    for name, own in judged.items():
        told(f"voices left out, reader {name}:\n{main_table(own)}")
        told(f"{by_part(own)}\n{by_code(own)}")
    made, worth = with_points(found, trained(found, Settings()))
    write(made, PATH)
    levels.PATH.write_text(json.dumps(as_json(worth), indent=1) + "\n", encoding="utf-8")
    told(f"{PATH.name}: {PATH.stat().st_size} bytes, and {levels.PATH.name}")


if __name__ == "__main__":
    main()
