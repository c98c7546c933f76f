/* A QEMU plugin (TCG plugin interface, version 1) that counts the guest's
   instructions between two addresses.

   Arguments: begin=ADDRESS, end=ADDRESS (each the beginning of a function),
   out=FILE. Every passage from begin to end adds a line to the file: how many
   instructions ran. */
#include <inttypes.h>

#include "qemu_plugin.h"

VISIBLE int qemu_plugin_version = 1;

static uint64_t executed, executed_at_begin;

static void at_begin(unsigned core, void *data) {
  (void)core, (void)data;
  executed_at_begin = executed;
}

static void at_end(unsigned core, void *data) {
  (void)core, (void)data;
  fprintf(out, "%" PRIu64 "\n", executed - executed_at_begin);
  fflush(out);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
  (void)id;
  for (size_t index = 0; index < qemu_plugin_tb_n_insns(block); index++) {
    struct qemu_plugin_insn *instruction =
        qemu_plugin_tb_get_insn(block, index);
    uint64_t address = qemu_plugin_insn_vaddr(instruction);
    qemu_plugin_register_vcpu_insn_exec_inline(
        instruction, QEMU_PLUGIN_INLINE_ADD_U64, &executed, 1);
    if (address == begin_address)
      qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_begin,
                                             QEMU_PLUGIN_CB_NO_REGS, NULL);
    if (address == end_address)
      qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_end,
                                             QEMU_PLUGIN_CB_NO_REGS, NULL);
  }
}

VISIBLE int qemu_plugin_install(qemu_plugin_id_t id,
                                const struct qemu_info_t *info, int count,
                                char **arguments) {
  (void)info;
  read_arguments(count, arguments);
  if (out == NULL) return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  return 0;
}
