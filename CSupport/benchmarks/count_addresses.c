/* A QEMU plugin (TCG plugin interface, version 1) that counts, between two
   addresses, how often the instruction at each address ran and how often
   another one than the next in memory came after it.

   Arguments: begin=ADDRESS, end=ADDRESS (each the beginning of a function),
   out=FILE. The first passage from begin to end, and all others together, each
   give a line an address that ran: the address, its executions and its jumps;
   then an empty line. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_plugin.h"

VISIBLE int qemu_plugin_version = 1;

enum { CODE_BYTES = 1 << 24 };

/* Of the instruction at each even address. */
typedef struct counts {
  uint64_t executed, jumps;
} counts;

/* Instructions that run one after the other. */
typedef struct block {
  uint64_t address, last, end;
  size_t count;
  uint64_t addresses[];
} block;

static uint64_t passages;
static counts *all;
static const block *previous;
static int runs;

static void print_counts(void) {
  for (uint64_t index = 0; index < CODE_BYTES / 2; index++) {
    const counts *at = &all[index];
    if (at->executed != 0)
      fprintf(out, "%" PRIx64 " %" PRIu64 " %" PRIu64 "\n", 2 * index,
              at->executed, at->jumps);
  }
  fprintf(out, "\n");
  fflush(out);
  memset(all, 0, CODE_BYTES / 2 * sizeof *all);
}

static void executed(unsigned core, void *data) {
  (void)core;
  const block *now = data;
  if (now->address == begin_address) {
    runs = 1;
    previous = NULL;
  }
  if (!runs) return;
  if (previous != NULL && previous->end != now->address)
    all[previous->last / 2].jumps++;
  previous = now;
  if (now->address == end_address) {
    runs = 0;
    if (++passages == 1) print_counts();
    return;
  }
  for (size_t index = 0; index < now->count; index++)
    all[now->addresses[index] / 2].executed++;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *code) {
  (void)id;
  size_t count = qemu_plugin_tb_n_insns(code);
  block *made = malloc(sizeof *made + count * sizeof made->addresses[0]);
  if (made == NULL) abort();
  made->address = qemu_plugin_tb_vaddr(code);
  made->count = count;
  for (size_t index = 0; index < count; index++) {
    struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(code, index);
    made->last = qemu_plugin_insn_vaddr(instruction);
    made->end = made->last + qemu_plugin_insn_size(instruction);
    made->addresses[index] = made->last;
    if (made->end > CODE_BYTES) {
      fprintf(stderr, "count_addresses: code at %" PRIx64 "\n", made->last);
      abort();
    }
  }
  qemu_plugin_register_vcpu_tb_exec_cb(code, executed, QEMU_PLUGIN_CB_NO_REGS,
                                       made);
}

static void at_exit(qemu_plugin_id_t id, void *data) {
  (void)id, (void)data;
  print_counts();
}

VISIBLE int qemu_plugin_install(qemu_plugin_id_t id,
                                const struct qemu_info_t *info, int count,
                                char **arguments) {
  (void)info;
  read_arguments(count, arguments);
  all = calloc(CODE_BYTES / 2, sizeof *all);
  if (out == NULL || all == NULL) return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, at_exit, NULL);
  return 0;
}
