// All of heed: #include <heed.h>. Each of these headers can be included alone, and says what is thread-safe.
//
// The library heed computes in float, heed64 in double; what uses heed64 is compiled with -DHEED_DOUBLE=1, as
// `pkg-config --cflags heed64` and CMake's heed::heed64 tell.
#ifndef HEED_H
#define HEED_H

// numbers
#include "tensor/isa.h"
#include "tensor/mask.h"
#include "tensor/rng.h"
#include "tensor/rows.h"
#include "tensor/tensor.h"

// gradients
#include "autograd/gradcheck.h"
#include "autograd/inspect.h"
#include "autograd/ops.h"
#include "autograd/params.h"
#include "autograd/symmetry.h"
#include "autograd/tape.h"
#include "autograd/write_op.h"

// attention
#include "layers/attention.h"
#include "layers/block.h"
#include "layers/embedding.h"
#include "layers/feed_forward.h"
#include "layers/layer_norm.h"
#include "layers/linear.h"
#include "layers/model.h"
#include "layers/name.h"

// training
#include "train/data.h"
#include "train/goal.h"
#include "train/metrics.h"
#include "train/optimizer.h"
#include "train/run.h"
#include "train/run_read.h"
#include "train/safetensors.h"
#include "train/schedule.h"
#include "train/task.h"
#include "train/trainer.h"
#include "train/version.h"

#endif
