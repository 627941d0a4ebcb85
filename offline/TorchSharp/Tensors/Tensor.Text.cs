using System.Globalization;
using System.Text;

namespace TorchSharp;

public enum TensorStringStyle
{
    Metadata = 0,
    Julia = 1,
    Numpy = 2,
    CSharp = 3,
    Default = 4,
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, element type and device: "[2x3], type = Float32, device = cpu".</summary>
        public override string ToString() => IsInvalid ? "[Invalid tensor]" : $"{Brackets()}, type = {dtype}, device = {device}";

        /// <summary>The values too, unless the style is <see cref="TensorStringStyle.Metadata"/>. This subset knows one form of them, numpy's without line breaks.</summary>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Metadata || IsInvalid)
                return ToString();
            using Tensor values = to_type(ScalarType.Float64).cpu();
            var text = new StringBuilder();
            Append(text, values, torch.is_integral(dtype) ? "g" : fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture);
            return text.ToString();
        }

        private static void Append(StringBuilder text, Tensor values, string format, CultureInfo culture)
        {
            if (values.ndim == 0)
            {
                text.Append(values.item<double>().ToString(format, culture));
                return;
            }
            text.Append('[');
            for (long i = 0; i < values.size(0); i++)
            {
                if (i > 0)
                    text.Append(", ");
                using Tensor row = values.select(0, i);
                Append(text, row, format, culture);
            }
            text.Append(']');
        }

        private string Brackets() => $"[{string.Join('x', shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";
    }
}
