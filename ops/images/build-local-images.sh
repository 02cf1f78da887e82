#!/bin/bash
# Builds stand-ins for the images that docker-compose.yml, the Dockerfile and the tests name, for a place where no image
# can be pulled. They are made from Debian packages, Maven Central and, for the registry, a JDK of this machine, and keep
# the contract of the real ones: names, ports, variables, commands. An image that is there already is left as it is.
#
#   ops/images/build-local-images.sh [java] [kafka] [registry]      all of them by default
#
# Needs root, Docker, debootstrap and Maven; the registry needs a JDK 21 or newer in JAVA21_HOME or under /usr/lib/jvm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
java_image=eclipse-temurin:17-jre
kafka_image=apache/kafka:4.3.1
registry_image=apicurio/apicurio-registry:3.3.3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

present() { docker image inspect "$1" >/dev/null 2>&1; }
fail() {
  echo "build-local-images: $1" >&2
  exit 1
}
# the classic builder: Debian's engine comes without buildx
build() { DOCKER_BUILDKIT=0 docker build -q -t "$1" "$2" >/dev/null && echo "built a stand-in for $1 (${SECONDS}s)"; }

make_java() {
  present $java_image && return
  local root=$work/java
  debootstrap --variant=minbase --include=ca-certificates,curl,openjdk-17-jre-headless bookworm "$root" >"$work/java.log" 2>&1 \
    || { tail -n 20 "$work/java.log" >&2; fail "debootstrap failed"; }
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
  mkdir -p "$root/opt/java"
  ln -s "/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)" "$root/opt/java/openjdk"
  tar -C "$root" -c . | docker import -c 'ENV JAVA_HOME=/opt/java/openjdk LANG=C.UTF-8' \
    -c 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - $java_image >/dev/null
  echo "built a stand-in for $java_image (${SECONDS}s)"
}

make_kafka() {
  present $kafka_image && return
  make_java
  cp -r "$here/kafka" "$work/kafka"
  mvn -q -B -ntp -f "$work/kafka/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/kafka/libs"
  build $kafka_image "$work/kafka"
}

# Apicurio Registry is compiled for Java 21, which Debian 12 does not package
newer_jdk() {
  local home version
  for home in "${JAVA21_HOME:-}" /usr/lib/jvm/*; do
    [ -x "$home/bin/jlink" ] || continue
    version=$("$home/bin/jlink" --version)
    [ "${version%%.*}" -lt 21 ] || { echo "$home"; return; }
  done
  fail "the registry needs a JDK 21 or newer; set JAVA21_HOME"
}

make_registry() {
  present $registry_image && return
  make_java
  local jdk
  jdk=$(newer_jdk)
  cp -r "$here/registry" "$work/registry"
  mkdir "$work/registry/app"
  mvn -q -B -ntp -f "$here/registry/pom.xml" dependency:copy -Dartifact=io.apicurio:apicurio-registry-app:3.3.3:tar.gz:all \
    -DoutputDirectory="$work"
  tar -C "$work/registry/app" -xzf "$work"/apicurio-registry-app-*.tar.gz
  "$jdk/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.zipfs,jdk.localedata,jdk.net,jdk.httpserver,jdk.security.auth \
    --include-locales en --strip-debug --no-man-pages --no-header-files --output "$work/registry/jre"
  build $registry_image "$work/registry"
}

[ $# -gt 0 ] || set -- java kafka registry
for image; do
  case $image in
    java | kafka | registry) "make_$image" ;;
    *) fail "unknown image $image; choose from java, kafka, registry" ;;
  esac
done
