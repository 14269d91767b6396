namespace Chita.Grains.Wire;

/// <summary>A user's error on its way: it keeps its type, which says whose it is, and its message.</summary>
[GenerateSerializer, Alias("chita.InvalidInput")]
internal struct InvalidInputSurrogate
{
    [Id(0)]
    public string Message;
}

[RegisterConverter]
internal sealed class InvalidInputConverter : IConverter<InvalidInputException, InvalidInputSurrogate>
{
    public InvalidInputException ConvertFromSurrogate(in InvalidInputSurrogate surrogate) => new(surrogate.Message);

    public InvalidInputSurrogate ConvertToSurrogate(in InvalidInputException value) => new() { Message = value.Message };
}

/// <summary>An error in numbers on its way.</summary>
[GenerateSerializer, Alias("chita.Numerical")]
internal struct NumericalSurrogate
{
    [Id(0)]
    public string Message;
}

[RegisterConverter]
internal sealed class NumericalConverter : IConverter<NumericalException, NumericalSurrogate>
{
    public NumericalException ConvertFromSurrogate(in NumericalSurrogate surrogate) => new(surrogate.Message);

    public NumericalSurrogate ConvertToSurrogate(in NumericalException value) => new() { Message = value.Message };
}
