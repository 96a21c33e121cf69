# Finds a JDK of at least version 25 and sets JAVA_HOME to it; read by ./muster and ./verify.

jdk_version() { # the major version of the JDK in folder $1, or 0
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1)
  elif [ -x "$1/bin/java" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  else
    version=0
  fi
  echo "${version:-0}"
}

is_jdk() { # whether folder $1 holds a JDK (with its compiler) of version 25 or newer
  [ -x "$1/bin/javac" ] && [ "$(jdk_version "$1")" -ge 25 ]
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
    return 0
  fi
  java_on_path=$(command -v javac 2>/dev/null || true)
  while [ -n "$java_on_path" ] && [ -L "$java_on_path" ]; do # follow links without readlink -f
    target=$(readlink "$java_on_path")
    case $target in
      /*) java_on_path=$target ;;
      *) java_on_path=$(dirname "$java_on_path")/$target ;;
    esac
  done
  for home in \
    "${java_on_path:+$(dirname "$(dirname "$java_on_path")")}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/lib/jvm/* /usr/local/openjdk* \
    "${HOME:-/root}"/.jdks/* "${HOME:-/root}"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$home" ] && is_jdk "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  echo "$1: found no JDK of version 25 or newer in JAVA_HOME, on the PATH or in the usual folders;" \
    "install one (such as Temurin 25) or point JAVA_HOME at it" >&2
  return 1
}
