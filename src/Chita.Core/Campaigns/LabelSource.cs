namespace Chita.Campaigns;

/// <summary>What the calibration's loss compares the network with.</summary>
public enum LabelSource
{
    /// <summary><c>data</c>: the labels in the data.</summary>
    Data,

    /// <summary>
    /// <c>network</c>: labels drawn from what the dense network answers to the very same inputs. Their gradient is on average that of the cross-entropy against
    /// these answers (distillation: Hinton, Vinyals and Dean, 2015), and at the dense network AᵀA/n estimates the true Fisher information, not the empirical one.
    /// </summary>
    Network,
}
