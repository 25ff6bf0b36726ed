FROM debian:12 AS build
COPY . /cambrian
WORKDIR /cambrian
RUN scripts/setup.sh --build && cmake --preset release && cmake --build --preset release --target cambrian

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends openmpi-bin libspdlog1.10 \
      libboost-serialization1.74.0 libhwy1 zlib1g libbox2d2 libmujoco2.2.2 && rm -rf /var/lib/apt/lists/*
COPY --from=build /cambrian/build/release/cambrian /usr/local/bin/
COPY --from=build /cambrian/examples /examples
WORKDIR /data
ENTRYPOINT ["cambrian"]
