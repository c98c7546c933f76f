/* Zephyr's printk, for %d and %s alone. */
__attribute__((format(printf, 1, 2))) void printk(const char *format, ...);
