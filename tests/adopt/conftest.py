"""A small list in the manner of hand-kept ones, with their usual slips; every sentence in it is invented."""

import pytest

SMALL_LIST = """\
# Toy models 🌱

A list of toys. Click [here]() for more.

## Quick Start🏁

| Model | Organization | Parameters | CheckPoint | Details |
| :---: | :----------: | :--------: | :--------: | :-----: |
| Pebble 2 | Stoneworks | 1B/3B | [Pebble2 **(all)**](https://huggingface.co/collections/stoneworks/pebble-2-0123456789abcdef01234567) | [Pebble2](#pebble2) |
| Rill | 溪流 | 0.5B/7B | [Rill-0.5B](https://huggingface.co/rill-lab/Rill-0.5B)<br />[Rill-7B](https://huggingface.co/rill-lab/Rill-7B) | [Rill](#rill15) |
|  | Nobody | 7B | | |
| Tarn | Stoneworks | unknowable | None | |

## Details Regarding Models Above📊

### Pebble2

[![arXiv](https://img.shields.io/badge/arXiv-2401.00001-b31b1b.svg)](https://arxiv.org/abs/2401.00001)
[![GitHub](https://badges.example/github.svg)](https://github.com/stoneworks/pebble)
[![AI Blog](https://img.shields.io/badge/AI%20Blog-Stone--works%20AI-orange.svg)](https://stoneworks.example/pebble)
[![Hugging Face model](https://img.shields.io/badge/HF-models-blue)](https://huggingface.co/collections/stoneworks/pebble-2-0123456789abcdef01234567)

第二代卵石模型换了词表，路径写作 `C:\\toys`，引号是 "这样" 的。

It keeps the shape of the first, with a "longer" memory.
Even \\"\\"\\" and ''' are only characters.

- **Date:** 2024-01
- **Pretrain Data Scale：** 1T～1.5T（1B：1T；3B：1.5T）
- **Language Support:**en,中文
- **Parameter Size:** 1B/3B
- **Mood:** calm

### Rill1.5

1. **溪流**：从山上来。

   继续缩进的一段。

- Date: yesterday
- Parameter Size: 0.5B/7B/70B

## 模型评估平台

### Pond Board by Pondkeepers[[Board]](https://boards.example/pond)

池塘排行榜按月更新。

## Benchmarks

### FROG (Finding Rules Of Games)

[![Paper with Code](https://img.shields.io/badge/Paper%20with%20Code-frog%20easy-blue.svg)](https://results.example/frog)
[![arXiv](https://img.shields.io/badge/arXiv-1901.00002-b31b1b.svg)](https://arxiv.org/pdf/1901.00002v3)
[![GitHub](https://badges.example/github.svg)](https://github.com/pond/frog)

Frogs jump from rule to rule.

##### Key points

```text
## not a heading
```

## Speed of toys

Measured by hand, see [here](https://github.com/stoneworks/speed)

## Links

- [Toy shop](https://shop.example) - sells toys
- no link at all
"""


@pytest.fixture
def small_list() -> str:
    """The text of the small list."""
    return SMALL_LIST
