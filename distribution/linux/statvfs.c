/* The C library's statvfs for Statvfs.java, where ./package found a C compiler. */
#include <jni.h>
#include <sys/statvfs.h>

/*
 * Fills sizes with the fragment size, then blocks in all, free and available, then inodes in all
 * and free. False where the path, which ends in 0, cannot be asked about.
 */
JNIEXPORT jboolean JNICALL Java_dev_muster_exporter_collector_Statvfs_fill(
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
