/* What Java does not ask the C library, for Small.java, where ./package found a C compiler. */
#include <jni.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

/*
 * Fills sizes with the fragment size, then blocks in all, free and available, then inodes in all
 * and free. False where the path, which ends in 0, cannot be asked about.
 */
JNIEXPORT jboolean JNICALL Java_dev_muster_exporter_collector_Small_statvfs(
    JNIEnv *env, jclass type, jbyteArray path, jlongArray sizes) {
  struct statvfs told;
  jbyte *bytes = (*env)->GetByteArrayElements(env, path, NULL);
  if (bytes == NULL) {
    return JNI_FALSE;
  }
  int failed = statvfs((const char *)bytes, &told);
  (*env)->ReleaseByteArrayElements(env, path, bytes, JNI_ABORT);
  if (failed) {
    return JNI_FALSE;
  }
  jlong all[] = {
      told.f_frsize, told.f_blocks, told.f_bfree, told.f_bavail, told.f_files, told.f_ffree};
  (*env)->SetLongArrayRegion(env, sizes, 0, 6, all);
  return JNI_TRUE;
}

/* Asks for no change; fills words with the structure's bytes as far as both go. */
JNIEXPORT jint JNICALL Java_dev_muster_exporter_collector_Small_adjtimex(
    JNIEnv *env, jclass type, jlongArray words) {
  struct timex told;
  jlong all[sizeof told / sizeof(jlong)];
  jsize room = (*env)->GetArrayLength(env, words);
  jsize count = sizeof all / sizeof(jlong);
  memset(&told, 0, sizeof told);
  int answer = adjtimex(&told);
  memcpy(all, &told, sizeof all);
  (*env)->SetLongArrayRegion(env, words, 0, count < room ? count : room, all);
  return answer;
}
