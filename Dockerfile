# One program, any of its roles: docker run antibody up --help. Build it on the host first: ./antibody build
FROM eclipse-temurin:17-jre

# Two users of one group: a scorer reads the trainer's public key from a shared volume, and cannot read the private one.
# PyTorch's native library and the bundled model are unpacked into the home directory at the first start.
RUN groupadd --gid 10001 antibody \
    && useradd --uid 10001 --gid antibody --create-home antibody \
    && useradd --uid 10002 --gid antibody --create-home scorer \
    && mkdir -p /data/keys \
    && chown -R antibody:antibody /data \
    && chmod -R 2770 /data

WORKDIR /opt/antibody
COPY antibody ./
COPY target/lib ./target/lib
COPY target/classes ./target/classes

USER antibody
VOLUME /data
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://localhost:8080/health/ready"]
ENTRYPOINT ["./antibody"]
CMD ["up", "--data", "/data"]
