using Chita.Silo;

return await SiloProgram.RunAsync(args);
