using Nacre.Cli;

return NacreCommand.Run(args, CommandConsole.System);
