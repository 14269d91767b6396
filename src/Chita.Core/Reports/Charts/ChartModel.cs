using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Chita.Reports.Charts;

/// <summary>
/// A chart in the words of the library that draws it. Nothing in it depends on a machine: not on its culture, and not on its fonts, which the reader's
/// are not anyway. So what needs to know how wide a text is, the names of lines, is left to the page.
/// </summary>
internal static class ChartModel
{
    private const double Text = 12;

    public static PlotModel Of(Chart chart)
    {
        var model = new PlotModel
        {
            Background = OxyColors.Transparent,
            Culture = CultureInfo.InvariantCulture,
            DefaultFontSize = Text,
            Padding = new OxyThickness(0, 4, 8, 0),
            PlotAreaBorderColor = ChartPalette.Color(ChartInk.Line),
            PlotAreaBorderThickness = new OxyThickness(0),
            TextColor = ChartPalette.Color(ChartInk.Quiet),
        };
        model.Axes.Add(Horizontal(chart.X));
        model.Axes.Add(Vertical(chart));
        foreach (var line in chart.Lines)
            model.Series.Add(Series(line));
        return model;
    }

    private static Axis Horizontal(ChartAxis axis)
    {
        var made = Made(axis.Scale, AxisPosition.Bottom, axis.Title);
        (made.AxislineStyle, made.AxislineColor) = (LineStyle.Solid, ChartPalette.Color(ChartInk.Quiet));
        (made.TickStyle, made.TicklineColor, made.MajorTickSize) = (TickStyle.Outside, ChartPalette.Color(ChartInk.Quiet), 4);
        (made.AxisTitleDistance, made.IntervalLength) = (6, axis.Scale == ChartScale.Powers ? 60 : 45);
        (made.MinimumPadding, made.MaximumPadding) = (0.03, 0.03);
        return made;
    }

    private static Axis Vertical(Chart chart)
    {
        var made = Made(chart.VerticalScale, AxisPosition.Left, chart.Y.Title);
        if (!chart.HasNegatives)
            made.AbsoluteMinimum = 0;
        (made.MajorGridlineStyle, made.MajorGridlineColor) = (LineStyle.Solid, ChartPalette.Color(ChartInk.Line));
        (made.TickStyle, made.IntervalLength) = (TickStyle.None, 40);
        made.AxisTitleDistance = chart.VerticalScale == ChartScale.Powers ? 34 : 18; // fonts are wider than the library thinks, raised digits most of all
        (made.MinimumPadding, made.MaximumPadding) = (0.06, 0.06);
        return made;
    }

    private static Axis Made(ChartScale scale, AxisPosition position, string title)
    {
        Axis axis = scale == ChartScale.Powers ? new LogarithmicAxis() : new LinearAxis { MinimumMajorStep = scale == ChartScale.Counted ? 1 : 0 };
        (axis.Position, axis.Title) = (position, ChartPalette.Printable(title));
        (axis.MinorTickSize, axis.LabelFormatter) = (0, ChartNumber.Text);
        return axis;
    }

    private static LineSeries Series(ChartLine line)
    {
        var color = OxyColor.FromAColor((byte)Math.Round(255 * line.Strength), ChartPalette.Color(line.Ink));
        var series = new LineSeries { Color = color, StrokeThickness = line.Shape == ChartShape.Bare ? 1 : 2, LineJoin = LineJoin.Round, MarkerSize = 3, MarkerFill = color };
        (series.LineStyle, series.Dashes) = (line.Shape.HasLine() ? LineStyle.Solid : LineStyle.None, line.Shape.Dashes());
        series.MarkerType = line.Shape switch
        {
            ChartShape.Points or ChartShape.Rings => MarkerType.Circle,
            ChartShape.Squares => MarkerType.Square,
            _ => MarkerType.None,
        };
        if (line.Shape == ChartShape.Rings)
            (series.MarkerSize, series.MarkerFill, series.MarkerStroke, series.MarkerStrokeThickness) = (6, OxyColors.Transparent, color, 2);
        foreach (var (x, y) in line.Points)
            series.Points.Add(new DataPoint(x, y));
        return series;
    }
}
