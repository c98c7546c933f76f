/* All functions of a set of instructions, which a file that includes this has
   chosen: see vectors.h for what else it defines. */
#include "vectors.h"

#include "functions.h"

#include "adam.h"
#include "cells.h"
#include "product.h"

#define KERNELS                                                        \
  {                                                                    \
    multiply, activate, activate_back, lstm, lstm_back, gru, gru_back, \
        gru_reset, gru_update, gru_update_back, gru_reset_back, adam   \
  }
