using Chita.Campaigns;
using Chita.Formats;
using Chita.Networks;

namespace Chita.Gradients;

/// <summary>Which tensors of a network a campaign prunes.</summary>
internal static class PrunableTensors
{
    /// <summary>The prunable tensors that the campaign's patterns match, in the network's order.</summary>
    /// <exception cref="InvalidInputException">There are none, or one of them has a type or a value that cannot be pruned.</exception>
    public static IReadOnlyList<NetworkTensor> Select(Network network, NetworkSpec spec)
    {
        var filter = new TensorFilter(spec.Targets, spec.Ignore);
        var prunable = network.Tensors.Where(tensor => tensor.IsPrunable).ToArray();
        var matched = prunable.Where(tensor => filter.Matches(tensor.Name)).ToArray();
        if (matched.Length == 0)
        {
            throw new InvalidInputException(
                $"{network.Path}: network.targets [{string.Join(", ", spec.Targets)}] less network.ignore [{string.Join(", ", spec.Ignore)}] "
                + "matches no prunable tensor. "
                + (prunable.Length == 0 ? "The network has none: prunable are parameters of two or more dimensions." : $"Prunable are {Names(prunable)}."));
        }

        foreach (var tensor in matched)
            Check(network, tensor);
        return matched;
    }

    private static void Check(Network network, NetworkTensor tensor)
    {
        if (!network.Computes(tensor.Type))
        {
            throw new InvalidInputException(
                $"{network.Path}: tensor {tensor.Name} is {tensor.Type.Name()}; tensors to prune must be F32. "
                + "Save the network in float32, or name the tensor under network.ignore.");
        }

        var first = 0L;
        network.PassWeights(tensor, weights =>
        {
            for (var i = 0; i < weights.Length; i++)
            {
                if (!float.IsFinite(weights[i]))
                    throw new InvalidInputException($"{network.Path}: tensor {tensor.Name}, weight {first + i} is {weights[i]}; a network to prune has finite weights.");
            }

            first += weights.Length;
        });
    }

    private static string Names(NetworkTensor[] tensors) =>
        string.Join(", ", tensors.Take(8).Select(tensor => tensor.Name)) + (tensors.Length > 8 ? $" and {tensors.Length - 8} more" : "");
}
