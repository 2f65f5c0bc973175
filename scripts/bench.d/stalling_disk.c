// A disk that stalls: preloaded, it lets at most one sync a second take 300 ms longer, as on a busy volume.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static time_t last;

static void stall(void) {
  struct timespec now, wait = {0, 300 * 1000 * 1000};
  clock_gettime(CLOCK_MONOTONIC, &now);
  pthread_mutex_lock(&lock);
  const int is_due = now.tv_sec != last;
  last = now.tv_sec;
  pthread_mutex_unlock(&lock);
  if (is_due) nanosleep(&wait, 0);
}

int fsync(int descriptor) {
  stall();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(descriptor);
}

int fdatasync(int descriptor) {
  stall();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(descriptor);
}
