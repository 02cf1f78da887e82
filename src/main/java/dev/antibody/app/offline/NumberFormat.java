package dev.antibody.app.offline;

/** What a model computes with. */
enum NumberFormat {
    FP32
}
